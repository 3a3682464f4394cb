// The code stands after "#", which no server is told: it is shown here, in the groups in which it is read.
const place = document.querySelector("[data-code]");
const code = decodeURIComponent(location.hash.slice(1));

if (place && /^[0-9A-Z]{16}$/.test(code)) {
  place.textContent = code.match(/.{4}/g).join(" ");
  place.closest("[hidden]").hidden = false;
}
