// A button that copies a line of the page; where the browser does not let it, the line is marked to be copied by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const line = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    line.select();
    try {
      await navigator.clipboard.writeText(line.value);
      button.textContent = button.dataset.done;
    } catch {
      line.focus();
    }
  });
}
