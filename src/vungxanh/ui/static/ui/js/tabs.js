// The current tab of a strip too wide for the screen is brought into view.
for (const strip of document.querySelectorAll(".tabs")) {
  const current = strip.querySelector('[aria-current="page"]');
  if (current) strip.scrollLeft = current.offsetLeft - strip.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
}
