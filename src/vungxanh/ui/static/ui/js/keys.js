// Which key an event is, in the lower-case words of the templates' data-key: "ctrl k", "ctrl enter", "g v", "/", "j".
export function nameOf(event) {
  return (event.ctrlKey || event.metaKey ? "ctrl " : "") + (event.altKey ? "alt " : "") + event.key.toLowerCase();
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
