// <ui-menu> around <details>: Escape and a click elsewhere close it; arrows move between the items.
customElements.define(
  "ui-menu",
  class extends HTMLElement {
    connectedCallback() {
      this.details = this.querySelector("details");
      this.outside = (event) => {
        if (!this.contains(event.target)) this.details.open = false;
      };
      document.addEventListener("click", this.outside);
      this.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !this.contains(event.relatedTarget)) this.details.open = false;
      });
      this.details.addEventListener("toggle", () => this.keepInside());
      this.addEventListener("keydown", (event) => this.onKey(event));
    }

    disconnectedCallback() {
      document.removeEventListener("click", this.outside);
    }

    keepInside() {
      const items = this.querySelector(".menu-items");
      items.classList.remove("from-start", "from-end");
      const box = items.getBoundingClientRect();
      if (box.left < 0) items.classList.add("from-start");
      else if (box.right > document.documentElement.clientWidth) items.classList.add("from-end");
    }

    onKey(event) {
      if (!this.details.open) return;
      if (event.key === "Escape") {
        this.details.open = false;
        this.querySelector("summary").focus();
        event.stopPropagation();
        return;
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const items = [...this.querySelectorAll(".menu-item")];
      const at = items.indexOf(document.activeElement);
      items[(at + step + items.length) % items.length]?.focus();
      event.preventDefault();
    }
  },
);
