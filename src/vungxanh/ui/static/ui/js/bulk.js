// <ui-bulk for="id">: counts the ticked boxes inside #id (picks of a list, choices of a form), ticks all, shows the acts.
const BOX = "[data-pick], .check-list input[type=checkbox]";

customElements.define(
  "ui-bulk",
  class extends HTMLElement {
    connectedCallback() {
      this.scope = document.getElementById(this.getAttribute("for"));
      this.all = this.querySelector("[data-all]");
      this.all.addEventListener("change", () => {
        for (const box of this.boxes()) box.checked = this.all.checked;
        this.count();
      });
      this.scope?.addEventListener("change", (event) => this.onPick(event));
      this.scope?.addEventListener("click", (event) => {
        if (event.target.matches(BOX)) this.shift = event.shiftKey;
      });
      // Going back, the browser ticks the boxes again after this element has been connected.
      window.addEventListener("pageshow", () => this.count());
      this.count();
    }

    boxes() {
      return [...(this.scope?.querySelectorAll(BOX) ?? [])];
    }

    onPick(event) {
      if (!event.target.matches(BOX)) return;
      const boxes = this.boxes();
      const here = boxes.indexOf(event.target);
      if (this.shift && this.last !== undefined) {
        const [from, to] = [Math.min(here, this.last), Math.max(here, this.last)];
        for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
      }
      this.last = here;
      this.count();
    }

    count() {
      const boxes = this.boxes();
      const ticked = boxes.filter((box) => box.checked).length;
      this.dataset.count = String(ticked);
      this.all.checked = ticked > 0 && ticked === boxes.length;
      this.all.indeterminate = ticked > 0 && ticked < boxes.length;
      this.querySelector(".bulk-count").textContent = ticked ? this.dataset.template.replace("%s", ticked) : "";
    }
  },
);
