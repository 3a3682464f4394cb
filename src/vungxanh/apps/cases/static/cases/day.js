// The day's list by keyboard: j and k walk the people; 1 well, 2 symptoms, 3 not reached, for the one in focus.
import { isTyping, nameOf } from "../ui/js/keys.js";

const items = () => [...document.querySelectorAll("[data-check]")];
const held = () => document.activeElement?.closest("[data-check]");
let here = 0;

document.addEventListener("focusin", () => {
  if (held()) here = items().indexOf(held());
});

function actOn(item, key) {
  const more = item.querySelector(".check-more");
  if (more) more.open = true;
  const act = item.querySelector(`[data-act="${key}"]`);
  act?.click();
  if (act?.matches("summary")) act.parentElement.querySelector("input[type=checkbox]")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.isComposing || document.querySelector("dialog[open]")) return;
  const key = nameOf(event);
  const all = items();
  const step = { j: 1, k: -1 }[key];
  if (step && all.length) {
    const from = held() ? all.indexOf(held()) + step : here;
    all[Math.min(all.length - 1, Math.max(0, from))].querySelector(".inbox-title").focus();
  } else if (["1", "2", "3"].includes(key) && held()) {
    event.preventDefault();
    actOn(held(), key);
  }
});

// The row that was just written keeps the focus, so that the next key goes on from there; what is wrong is gone to.
document.addEventListener("htmx:afterSwap", (event) => {
  const row = document.getElementById(event.detail.target?.id ?? "");
  const wrong = row?.querySelector(".has-error input") ?? row?.querySelector(".check-symptoms[open] input:not([type=hidden])");
  (wrong ?? row?.querySelector(".inbox-title"))?.focus();
});
