// Says how long the code shown is still good, beside the time at which it ends.
const shown = document.querySelector("[data-countdown]");

if (shown) {
  // The province's clock is the server's: a demonstration lives in another year than this device.
  const ends = Date.now() + new Date(shown.dateTime).getTime() - new Date(shown.dataset.now).getTime();
  const told = document.createElement("span");
  shown.after(" · ", told);
  const tell = () => {
    const left = Math.floor((ends - Date.now()) / 1000);
    if (left <= 0) {
      told.textContent = shown.dataset.over;
      clearInterval(ticking);
      return;
    }
    const hours = Math.floor(left / 3600);
    const minutes = String(Math.floor(left / 60) % 60).padStart(hours ? 2 : 1, "0");
    const seconds = String(left % 60).padStart(2, "0");
    told.textContent = `${shown.dataset.left} ${hours ? `${hours}:` : ""}${minutes}:${seconds}`;
  };
  const ticking = setInterval(tell, 1000);
  tell();
}
