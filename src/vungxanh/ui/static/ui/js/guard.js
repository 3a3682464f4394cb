// <ui-guard>: asks before leaving when a form inside has changed and has not been sent.
customElements.define(
  "ui-guard",
  class extends HTMLElement {
    connectedCallback() {
      this.changed = false;
      this.addEventListener("input", () => (this.changed = true));
      this.addEventListener("change", () => (this.changed = true));
      this.addEventListener("submit", () => (this.changed = false));
      this.addEventListener("htmx:afterRequest", (event) => {
        if (event.detail.successful && event.detail.requestConfig.verb !== "get") this.changed = false;
      });
      this.leave = (event) => {
        if (this.changed) event.preventDefault();
      };
      window.addEventListener("beforeunload", this.leave);
    }

    disconnectedCallback() {
      window.removeEventListener("beforeunload", this.leave);
    }
  },
);
