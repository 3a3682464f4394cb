// Which key an event is, in the words the templates use: "ctrl+k", "g v", "/", "j".
export function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.ctrlKey || event.metaKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "") + key;
}

export function isTyping(target) {
  return target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

export function labelOf(element) {
  const label = element.dataset.keyLabel || element.getAttribute("aria-label");
  if (label) return label;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

export function isShown(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}
