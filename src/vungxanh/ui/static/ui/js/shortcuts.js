// Any element with data-key answers that key; "?" lists what the page answers to, also the
// keys that a script of the page takes itself, which stand in data-key-told. Keys never fire while one is typing.
import { isShown, isTyping, labelOf, nameOf } from "./keys.js";

let before = "";

function press(element) {
  if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (isTyping(event.target) && !name.startsWith("ctrl ")) return;
  const dialog = document.querySelector("dialog[open]");
  const wanted = [`${before} ${name}`.trim(), name];
  const scope = dialog ?? document;
  const found = [...scope.querySelectorAll("[data-key]")].find(
    (element) => wanted.includes(element.dataset.key.toLowerCase()) && (isShown(element) || element.dataset.key === "Ctrl K"),
  );
  before = found ? "" : name;
  if (found) {
    event.preventDefault();
    press(found);
  } else if (name === "?" && !dialog) {
    document.getElementById("keys")?.dispatchEvent(new CustomEvent("ui-open"));
    document.getElementById("keys")?.showModal();
  }
});

function fill(list) {
  list.querySelectorAll("[data-found]").forEach((row) => row.remove());
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key], [data-key-told]")) {
    const key = element.dataset.key ?? element.dataset.keyTold;
    if (seen.has(key) || element.closest("dialog")) continue;
    seen.add(key);
    const term = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    term.append(kbd);
    const meaning = document.createElement("dd");
    meaning.textContent = labelOf(element);
    for (const row of [term, meaning]) row.dataset.found = "";
    list.append(term, meaning);
  }
}

customElements.define(
  "ui-keys",
  class extends HTMLElement {
    connectedCallback() {
      this.querySelector("dialog").addEventListener("ui-open", () => fill(this.querySelector("[data-keys]")));
    }
  },
);
