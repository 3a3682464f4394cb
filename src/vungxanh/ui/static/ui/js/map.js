// <ui-map>: a dot and its row in the list answer each other: pointing, focus and touch show the same name and value.
customElements.define(
  "ui-map",
  class extends HTMLElement {
    connectedCallback() {
      this.tip = this.querySelector(".map-tip");
      for (const type of ["pointerover", "focusin", "click"]) {
        this.addEventListener(type, (event) => this.show(event.target.closest("[data-dot], [data-row]"), type));
      }
    }

    show(target, type) {
      if (!target) return;
      const id = target.dataset.dot ?? target.dataset.row;
      this.querySelectorAll(".lit").forEach((old) => old.classList.remove("lit"));
      const dot = this.querySelector(`[data-dot="${CSS.escape(id)}"]`);
      const row = this.querySelector(`[data-row="${CSS.escape(id)}"]`);
      dot?.classList.add("lit");
      row?.classList.add("lit");
      if (target === dot && row) row.closest(".map-list").scrollTop = row.offsetTop - row.closest(".map-list").clientHeight / 2;
      const name = document.createElement("strong");
      name.textContent = dot?.dataset.name ?? "";
      this.tip.replaceChildren(name, dot?.dataset.value ?? "");
      if (type === "click" && target === dot && row?.href) row.click();
    }
  },
);
