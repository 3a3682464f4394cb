// <ui-unsent>: holds the sentences for presses that did not arrive; each is said beside what was pressed, so that
// nothing looks done that is not. A press whose answer comes takes the sentence away again.
const INSIDE = "tr, tbody, thead, li, option";

customElements.define(
  "ui-unsent",
  class extends HTMLElement {
    connectedCallback() {
      this.failed = (event) => this.say(event.detail);
      this.came = (event) => event.detail.successful && this.clear(event.detail.elt);
      for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.body.addEventListener(name, this.failed);
      document.body.addEventListener("htmx:afterRequest", this.came);
    }

    disconnectedCallback() {
      for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.body.removeEventListener(name, this.failed);
      document.body.removeEventListener("htmx:afterRequest", this.came);
    }

    say({ elt, xhr, requestConfig }) {
      if (!requestConfig?.triggeringEvent) return; // asked by the page itself: it asks again
      const said = this.querySelector(`template[data-when="${this.why(xhr, requestConfig)}"]`).content.firstElementChild.cloneNode(true);
      said.dataset.unsent = "";
      this.clear(elt);
      const beside = elt.closest("form") ?? elt;
      if (beside.matches(INSIDE)) document.getElementById("messages").append(said);
      else beside.after(said);
      said.scrollIntoView({ block: "nearest" });
    }

    why(xhr, { verb }) {
      if (!xhr?.status) return "offline";
      if (xhr.status === 401 || xhr.status === 403) return "session";
      return verb === "get" ? "unread" : "refused";
    }

    clear(elt) {
      const beside = elt.closest("form") ?? elt;
      if (beside.nextElementSibling?.matches("[data-unsent]")) beside.nextElementSibling.remove();
      for (const old of document.querySelectorAll("#messages > [data-unsent]")) old.remove();
    }
  },
);
