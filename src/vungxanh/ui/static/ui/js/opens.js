// A button with data-opens="id" opens that dialog; a click on the backdrop closes it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog && !dialog.open) {
      opener.closest("details[open]")?.removeAttribute("open");
      dialog.dispatchEvent(new CustomEvent("ui-open"));
      dialog.showModal();
    }
    return;
  }
  if (event.target instanceof HTMLDialogElement && event.target.matches(".dialog") && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
