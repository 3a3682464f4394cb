// <cases-chain>: a mark and its name answer each other, and light the whole way from the case to the person.
customElements.define(
  "cases-chain",
  class extends HTMLElement {
    connectedCallback() {
      this.tip = this.querySelector(".chain-tip");
      this.parents = new Map();
      for (const row of this.querySelectorAll(".chain-row")) this.parents.set(row.dataset.lane, row.dataset.parent);
      for (const type of ["pointerover", "focusin"]) {
        this.addEventListener(type, (event) => this.show(event.target.closest("[data-lane]")));
      }
    }

    show(target) {
      if (!target || target.dataset.lane === this.shown) return;
      this.shown = target.dataset.lane;
      this.querySelectorAll(".lit").forEach((old) => old.classList.remove("lit"));
      const seen = new Set();
      for (let key = this.shown; key && !seen.has(key); key = this.parents.get(key)) {
        seen.add(key);
        const id = CSS.escape(key);
        this.querySelectorAll(`[data-lane="${id}"], [data-edge="${id}"]`).forEach((each) => each.classList.add("lit"));
      }
      const row = this.querySelector(`.chain-row[data-lane="${CSS.escape(this.shown)}"]`);
      if (row) this.tip.textContent = row.dataset.words;
    }
  },
);
