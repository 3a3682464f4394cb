// <ui-palette search="/url">: Ctrl K. Navigation and [data-key]/[data-command] of the page first, then the server's hits:
// GET url?q=… answers {"results": [{"group", "label", "url", "note"}]}, in the order in which they are shown.
import { fold } from "./fold.js";
import { labelOf } from "./keys.js";

const PAUSE_MS = 180;

function commands(palette) {
  const entries = [];
  for (const element of document.querySelectorAll("main [data-key], [data-command]")) {
    const label = element.dataset.command || labelOf(element);
    const focus = element.matches("input:not([type=checkbox]), textarea, select");
    if (label) entries.push({ group: palette.dataset.acts, label, note: element.dataset.key, run: () => (focus ? element.focus() : element.click()) });
  }
  for (const link of document.querySelectorAll(".nav-sheet-list a")) {
    const copy = link.cloneNode(true);
    copy.querySelectorAll(".nav-count").forEach((part) => part.remove());
    entries.push({ group: palette.dataset.places, label: copy.textContent.trim(), href: link.pathname, run: () => link.click() });
  }
  return entries;
}

customElements.define(
  "ui-palette",
  class extends HTMLElement {
    connectedCallback() {
      this.dialog = this.querySelector("dialog");
      this.input = this.querySelector("input");
      this.list = this.querySelector("[role=listbox]");
      this.status = this.querySelector("[role=status]");
      this.dialog.addEventListener("ui-open", () => this.open());
      this.input.addEventListener("input", () => this.change());
      this.input.addEventListener("keydown", (event) => this.onKey(event));
      this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    }

    open() {
      this.commands = commands(this);
      this.input.value = "";
      this.show("", []);
    }

    change() {
      const query = this.input.value;
      this.show(query, []);
      clearTimeout(this.timer);
      if (this.getAttribute("search") && query.trim().length > 1) this.timer = setTimeout(() => this.ask(query), PAUSE_MS);
    }

    async ask(query) {
      this.asking?.abort();
      this.asking = new AbortController();
      try {
        const url = `${this.getAttribute("search")}?${new URLSearchParams({ q: query })}`;
        const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const { results } = await answer.json();
        const hits = results.map((hit) => ({ ...hit, group: hit.group || this.dataset.hits, run: () => location.assign(hit.url) }));
        if (query === this.input.value) this.show(query, hits);
      } catch (error) {
        if (error.name !== "AbortError") this.status.textContent = this.dataset.failed;
      }
    }

    show(query, hits) {
      const wanted = fold(query).split(/\s+/);
      const matching = this.commands.filter((entry) => wanted.every((word) => fold(entry.label).includes(word)));
      const shown = new Set(matching.map((entry) => entry.href));
      this.entries = [...matching, ...hits.filter((hit) => !shown.has(hit.url))];
      this.list.replaceChildren();
      const groups = Map.groupBy ? Map.groupBy(this.entries, (entry) => entry.group) : new Map([["", this.entries]]);
      this.entries = [...groups.values()].flat();
      let index = 0;
      for (const [name, entries] of groups) {
        const group = document.createElement("div");
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", name);
        const title = document.createElement("p");
        title.className = "palette-group";
        title.setAttribute("aria-hidden", "true");
        title.textContent = name;
        group.append(title, ...entries.map((entry) => this.option(entry, index++)));
        this.list.append(group);
      }
      this.status.textContent = this.told(this.entries.length);
      this.mark(0);
    }

    told(count) {
      if (!count) return this.dataset.none;
      return (count === 1 ? this.dataset.foundOne : this.dataset.found).replace("%s", count);
    }

    option(entry, index) {
      const option = document.createElement("div");
      option.className = "palette-option";
      option.id = `palette-${index}`;
      option.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = entry.label;
      option.append(label);
      if (entry.note) {
        const note = document.createElement("small");
        note.textContent = entry.note;
        option.append(note);
      }
      return option;
    }

    mark(index) {
      const options = [...this.list.querySelectorAll("[role=option]")];
      this.at = options.length ? (index + options.length) % options.length : 0;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === this.at)));
      this.input.setAttribute("aria-activedescendant", options[this.at]?.id ?? "");
      options[this.at]?.scrollIntoView({ block: "nearest" });
    }

    onKey(event) {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        this.mark(this.at + step);
        event.preventDefault();
      } else if (event.key === "Enter") {
        this.choose(this.list.querySelector("[aria-selected=true]"));
        event.preventDefault();
      }
    }

    choose(option) {
      if (!option) return;
      const entry = this.entries[Number(option.id.split("-")[1])];
      this.dialog.close();
      entry.run();
    }
  },
);
