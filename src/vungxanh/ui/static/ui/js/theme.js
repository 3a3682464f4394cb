// <ui-theme>: turns the page light or dark and keeps the choice in a cookie, so the server draws it right the next time.
const YEAR_S = 31536000;

customElements.define(
  "ui-theme",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", () => {
        const root = document.documentElement;
        const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
        root.dataset.theme = now === "dark" ? "light" : "dark";
        document.cookie = `theme=${root.dataset.theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
      });
    }
  },
);
