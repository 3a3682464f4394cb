// <ui-print>: its button prints the page.
customElements.define(
  "ui-print",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", () => window.print());
    }
  },
);
