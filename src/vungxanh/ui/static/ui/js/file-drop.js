// <ui-file-drop max-bytes="…"> around a file input: files may be dropped on it; names and sizes are listed; too large is said at once.
const UNITS = ["B", "KB", "MB", "GB"];

function size(bytes) {
  let step = 0;
  while (bytes >= 1024 && step < UNITS.length - 1) {
    bytes /= 1024;
    step += 1;
  }
  return `${bytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: step ? 1 : 0 })} ${UNITS[step]}`;
}

customElements.define(
  "ui-file-drop",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input[type=file]");
      this.list = this.querySelector(".file-list");
      this.querySelector("[data-hint]").hidden = !matchMedia("(hover: hover)").matches;
      this.input.addEventListener("change", () => this.show());
      for (const type of ["dragenter", "dragover"]) {
        this.addEventListener(type, (event) => {
          event.preventDefault();
          this.toggleAttribute("data-over", true);
        });
      }
      for (const type of ["dragleave", "drop"]) this.addEventListener(type, () => this.removeAttribute("data-over"));
      this.addEventListener("drop", (event) => {
        event.preventDefault();
        const kept = new DataTransfer();
        for (const file of [...event.dataTransfer.files].slice(0, this.input.multiple ? undefined : 1)) kept.items.add(file);
        this.input.files = kept.files;
        this.input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }

    show() {
      const limit = Number(this.getAttribute("max-bytes")) || Infinity;
      const files = [...this.input.files];
      const tooBig = files.some((file) => file.size > limit);
      this.input.setCustomValidity(tooBig ? this.dataset.tooBig : "");
      this.list.replaceChildren(
        ...files.map((file) => {
          const row = document.createElement("li");
          const amount = document.createElement("span");
          amount.className = "soft nowrap";
          amount.textContent = size(file.size);
          row.append(file.name, amount);
          if (file.size > limit) {
            const error = document.createElement("strong");
            error.className = "field-error";
            error.textContent = this.dataset.tooBig;
            row.append(error);
          }
          return row;
        }),
      );
    }
  },
);
