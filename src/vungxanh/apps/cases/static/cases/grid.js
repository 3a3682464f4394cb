// <case-grid>: cells copied from a spreadsheet spread from the cell they are pasted into, with their headings by those
// (the server knows what headings mean); arrows walk rows; a draft stays in this tab until the server says that it was
// entered. A table longer than the grid goes to the server whole, which says what to do. Everything works without it:
// rows are added and checked by the server.
const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d").replaceAll("Đ", "d").trim().toLowerCase();

const plain = (text) => fold(text).replace(/[^a-z0-9]+/g, "");
const NAMES = ["full_name", "last_name", "first_name", "phone"];

customElements.define(
  "case-grid",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.body = this.querySelector("#grid-rows");
      this.headings = JSON.parse(this.querySelector("#grid-headings").textContent);
      this.most = Number(this.dataset.most);
      this.key = `cases-grid-${this.dataset.person}`;
      this.addEventListener("paste", (event) => this.onPaste(event));
      this.addEventListener("keydown", (event) => this.onKey(event));
      this.addEventListener("input", () => this.keep());
      this.form.addEventListener("submit", () => this.keep());
      this.querySelector("[data-restore-yes]").addEventListener("click", () => this.restore());
      this.querySelector("[data-restore-no]").addEventListener("click", () => this.forget());
      const wrap = this.body.closest(".table-wrap");
      new ResizeObserver(() => {
        this.querySelector("[data-more]").hidden = wrap.scrollWidth <= wrap.clientWidth;
      }).observe(wrap);
      if (this.dataset.bound) this.keep();
      else this.offer();
    }

    rows() {
      return [...this.body.querySelectorAll("[data-row]")];
    }

    cells(row) {
      return [...row.querySelectorAll("[data-col]")];
    }

    onPaste(event) {
      const cell = event.target.closest("[data-col]");
      const text = event.clipboardData.getData("text/plain");
      if (!cell || !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      const table = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      const first = this.rows().indexOf(cell.closest("[data-row]"));
      if (this.isHeader(table[0]) || first + table.length > this.most) {
        this.form.elements.paste.value = text;
        this.form.requestSubmit(this.querySelector("[data-spread]"));
        return;
      }
      const column = this.cells(cell.closest("[data-row]")).indexOf(cell);
      table.forEach((values, down) => {
        while (this.rows().length <= first + down) this.addRow();
        const cells = this.cells(this.rows()[first + down]);
        values.forEach((value, across) => this.put(cells[column + across], value.trim().replace(/^"|"$/g, "")));
      });
      this.dispatchEvent(new Event("input", { bubbles: true }));
    }

    isHeader(cells) {
      const found = cells.map((cell) => this.headings[plain(cell)]).filter(Boolean);
      return found.length > 1 || found.some((field) => NAMES.includes(field));
    }

    put(cell, value) {
      if (!cell) return;
      if (cell.tagName !== "SELECT") {
        cell.value = value;
        return;
      }
      const wanted = fold(value);
      const option = [...cell.options].find((each) => wanted && (each.value === wanted || fold(each.text).split(", ").includes(wanted) || fold(each.text) === wanted));
      // What is none of the options is kept, so that the server says so.
      if (!option && wanted) cell.add(new Option(value, value));
      cell.value = option?.value ?? value;
    }

    addRow() {
      if (this.rows().length >= this.most) return undefined;
      const last = this.rows().at(-1);
      const row = last.cloneNode(true);
      const number = this.rows().length;
      for (const cell of this.cells(row)) {
        cell.name = cell.name.replace(/^r\d+/, `r${number}`);
        cell.id = cell.id.replace(/r\d+/, `r${number}`);
        cell.value = "";
        cell.removeAttribute("aria-invalid");
        cell.removeAttribute("aria-describedby");
      }
      row.querySelectorAll(".field-error").forEach((error) => error.remove());
      row.querySelector("th").textContent = String(number + 1);
      this.body.append(row);
      this.form.elements.count.value = String(number + 1);
      return row;
    }

    onKey(event) {
      if (event.ctrlKey && event.key === "Enter") {
        event.preventDefault();
        this.form.requestSubmit(this.form.querySelector("[name=save]"));
        return;
      }
      const cell = event.target.closest("[data-col]");
      if (!cell || event.isComposing || event.altKey) return;
      const isSelect = cell.tagName === "SELECT";
      const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
      if (!step || (isSelect && event.key !== "Enter") || (cell.list && cell.value && event.key !== "Enter")) return;
      event.preventDefault();
      const rows = this.rows();
      const next = rows.indexOf(cell.closest("[data-row]")) + step;
      if (next < 0) return;
      const row = rows[next] ?? this.addRow();
      if (!row) return;
      this.cells(row)[this.cells(cell.closest("[data-row]")).indexOf(cell)].focus();
    }

    keep() {
      const rows = this.rows().map((row) => this.cells(row).map((cell) => cell.value));
      const paste = this.form.elements.paste.value;
      const isEmpty = !paste.trim() && rows.every((row) => row.every((value) => !value));
      if (isEmpty) sessionStorage.removeItem(this.key);
      else sessionStorage.setItem(this.key, JSON.stringify({ draft: this.form.elements.draft.value, rows, paste }));
    }

    offer() {
      const held = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      if (held && this.dataset.told.split(" ").includes(held.draft)) this.forget();
      else this.querySelector("[data-restore]").hidden = !held;
    }

    restore() {
      const held = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      held?.rows.slice(0, this.most).forEach((values, down) => {
        while (this.rows().length <= down) this.addRow();
        this.cells(this.rows()[down]).forEach((cell, across) => this.put(cell, values[across] ?? ""));
      });
      if (held) this.form.elements.draft.value = held.draft;
      if (held?.paste) {
        this.form.elements.paste.value = held.paste;
        this.form.elements.paste.closest("details").open = true;
      }
      this.querySelector("[data-restore]").hidden = true;
      this.cells(this.rows()[0])[0].focus();
    }

    forget() {
      sessionStorage.removeItem(this.key);
      this.querySelector("[data-restore]").hidden = true;
    }
  },
);
