// The inbox by keyboard: j and k walk the items, e does the main act of the one in focus (of the first when none is).
import { isTyping, nameOf } from "../ui/js/keys.js";

const items = [...document.querySelectorAll(".inbox-item")];
let here = -1;

function actOn(item) {
  for (const act of document.querySelectorAll("[data-main-act][data-key]")) delete act.dataset.key;
  const act = item?.querySelector("[data-main-act]");
  if (act) act.dataset.key = "e";
}

actOn(items[0]);
document.addEventListener("focusin", (event) => {
  const item = event.target.closest(".inbox-item");
  if (!item) return;
  here = items.indexOf(item);
  actOn(item);
});
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[nameOf(event)];
  if (!step || isTyping(event.target) || event.isComposing || document.querySelector("dialog[open]")) return;
  const next = items[Math.min(items.length - 1, Math.max(0, here + step))];
  next?.querySelector(".inbox-title").focus();
});
