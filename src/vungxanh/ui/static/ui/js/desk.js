// <ui-desk>: elements on both sides that share data-part light up together; n and p walk through them when the page gives them keys.
customElements.define(
  "ui-desk",
  class extends HTMLElement {
    connectedCallback() {
      for (const type of ["pointerover", "focusin"]) this.addEventListener(type, (event) => this.light(event.target, false));
      this.addEventListener("click", (event) => this.light(event.target, true));
      document.addEventListener("click", (this.walk = (event) => this.onStep(event)));
    }

    disconnectedCallback() {
      document.removeEventListener("click", this.walk);
    }

    parts(id) {
      return this.querySelectorAll(`[data-part="${CSS.escape(id)}"]`);
    }

    light(from, scroll) {
      const part = from.closest("[data-part]");
      if (!part) return;
      const id = part.dataset.part;
      if (id !== this.lit) {
        this.querySelectorAll(".lit").forEach((old) => old.classList.remove("lit"));
        this.parts(id).forEach((each) => each.classList.add("lit"));
        this.lit = id;
      }
      if (!scroll) return;
      const pane = part.closest(".desk-pane");
      const other = [...this.parts(id)].find((each) => each.closest(".desk-pane") !== pane);
      other?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    }

    onStep(event) {
      const step = Number(event.target.closest("[data-desk-step]")?.dataset.deskStep);
      if (!step) return;
      const panes = this.querySelectorAll(".desk-pane");
      const items = [...panes[panes.length - 1].querySelectorAll("[data-part]")];
      const at = items.findIndex((item) => item.dataset.part === this.lit);
      const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
      if (!next) return;
      next.scrollIntoView({ block: "nearest" });
      (next.matches("[tabindex], a, button") ? next : next.querySelector("a, button, input, [tabindex]"))?.focus();
      this.light(next, true);
    }
  },
);
