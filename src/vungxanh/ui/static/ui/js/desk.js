// <ui-desk>: elements on both sides that share data-part light up together, and keys of the page walk through them. On a narrow screen one
// pane shows at a time: [data-desk-pane] chooses it, [data-desk-other] inside a part goes to the same part in the other pane.
customElements.define(
  "ui-desk",
  class extends HTMLElement {
    connectedCallback() {
      for (const type of ["pointerover", "focusin"]) this.addEventListener(type, (event) => this.light(event.target, false));
      this.addEventListener("click", (event) => this.onClick(event.target));
      document.addEventListener("click", (this.walk = (event) => this.onStep(event)));
      this.show("right");
    }

    show(side) {
      this.dataset.shown = side;
      this.querySelectorAll("[data-desk-pane]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.deskPane === side)));
    }

    // The pane that holds the element is the one that shows, then the element is brought into view.
    reveal(element) {
      this.show(element.closest(".desk-left") ? "left" : "right");
      element.scrollIntoView({ block: "nearest" });
    }

    disconnectedCallback() {
      document.removeEventListener("click", this.walk);
    }

    onClick(target) {
      const side = target.closest("[data-desk-pane]")?.dataset.deskPane;
      if (side) this.show(side);
      this.light(target, true);
      if (!target.closest("[data-desk-other]")) return;
      const other = this.counterpart(target.closest("[data-part]"));
      if (other) this.reveal(other);
    }

    counterpart(part) {
      const pane = part.closest(".desk-pane");
      return [...this.parts(part.dataset.part)].find((each) => each.closest(".desk-pane") !== pane);
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
      if (scroll) this.counterpart(part)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    }

    onStep(event) {
      const step = Number(event.target.closest("[data-desk-step]")?.dataset.deskStep);
      if (!step) return;
      const panes = this.querySelectorAll(".desk-pane");
      const items = [...panes[panes.length - 1].querySelectorAll("[data-part]")];
      const at = items.findIndex((item) => item.dataset.part === this.lit);
      const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
      if (!next) return;
      this.reveal(next);
      (next.matches("[tabindex], a, button") ? next : next.querySelector("a, button, input, [tabindex]"))?.focus();
      this.light(next, true);
    }
  },
);
