// <ui-day>: a day is typed as dd/mm/yyyy; where the browser has a calendar of its own, a button opens it.
function typed(text) {
  const parts = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/.exec(text.trim());
  return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : "";
}

customElements.define(
  "ui-day",
  class extends HTMLElement {
    connectedCallback() {
      const [line, calendar] = this.querySelectorAll("input");
      const button = this.querySelector("button");
      if (!("showPicker" in HTMLInputElement.prototype)) return;
      button.hidden = calendar.hidden = false;
      button.disabled = line.disabled;
      button.addEventListener("click", () => {
        calendar.value = typed(line.value);
        calendar.showPicker();
      });
      // The line is what is sent; the calendar only writes into it.
      calendar.addEventListener("input", (event) => event.stopPropagation());
      calendar.addEventListener("change", (event) => {
        event.stopPropagation();
        if (!calendar.value) return;
        line.value = calendar.value.split("-").reverse().join("/");
        for (const name of ["input", "change"]) line.dispatchEvent(new Event(name, { bubbles: true }));
        line.focus();
      });
    }
  },
);
