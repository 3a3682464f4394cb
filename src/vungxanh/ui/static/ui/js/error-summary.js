// <ui-error-summary>: takes the focus when it appears, and its links put the cursor in the field.
customElements.define(
  "ui-error-summary",
  class extends HTMLElement {
    connectedCallback() {
      if (!this.hasAttribute("data-still")) this.focus();
      this.addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='#']");
        const target = link && document.getElementById(link.hash.slice(1));
        if (!target) return;
        event.preventDefault();
        target.scrollIntoView({ block: "center" });
        target.focus();
      });
    }
  },
);
