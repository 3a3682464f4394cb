// The sliders tell their value while they are moved; without this they tell it when the form is sent.
const language = document.documentElement.lang;

for (const slider of document.querySelectorAll(".planner-form input[type=range]")) {
  const told = slider.closest(".input-group")?.querySelector(".suffix");
  const digits = slider.step === "0.1" ? 1 : 2;
  const written = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  slider.addEventListener("input", () => {
    if (told) told.textContent = written.format(slider.valueAsNumber);
    tellStale();
  });
}

// The figures of the page stay as they were reckoned until the form is sent: that is said while a slider stands elsewhere.
function tellStale() {
  const moved = [...document.querySelectorAll(".planner-form input[type=range]")].some((each) => Math.abs(each.valueAsNumber - Number(each.defaultValue)) > each.step / 2);
  for (const note of document.querySelectorAll("[data-stale]")) note.hidden = !moved;
}
