// <directives-desk>: keys act on the current task, a selection in the letter becomes a task, and the place is kept after each change.
customElements.define(
  "directives-desk",
  class extends HTMLElement {
    connectedCallback() {
      this.desk = this.closest("ui-desk");
      this.guard = this.closest("ui-guard");
      this.bound = [
        [document, "click", (event) => this.takeSelection(event), true],
        [document, "click", (event) => this.onClick(event)],
        [this, "input", (event) => this.keepGuardCalm(event)],
        [this, "change", (event) => this.keepGuardCalm(event)],
        [this, "focusin", (event) => this.onFocus(event.target.closest(".task-card"))],
        [document, "keydown", (event) => this.onKey(event)],
        [document.body, "htmx:beforeSwap", (event) => this.onAnswer(event)],
        [document.body, "htmx:afterSettle", () => this.onSettled()],
        [document.body, "htmx:confirm", (event) => this.onLeave(event)],
      ];
      for (const [target, type, handler, early] of this.bound) target.addEventListener(type, handler, early);
      this.shown = this.querySelector("#desk-tasks");
      this.focusPlace();
    }

    disconnectedCallback() {
      for (const [target, type, handler, early] of this.bound) target.removeEventListener(type, handler, early);
    }

    // The card with the focus, else the one last pointed at, else the first.
    get current() {
      const focused = document.activeElement?.closest?.(".task-card");
      return focused ?? this.querySelector(".task-card.lit") ?? this.querySelector(".task-card");
    }

    onClick(event) {
      const does = event.target.closest("[data-proxy]")?.dataset.proxy;
      if (does) {
        const act = this.current?.querySelector(`[data-does="${does}"]`);
        if (act) act.click();
        return;
      }
      const goes = event.target.closest("[data-goes], .span-number");
      if (goes) {
        const card = document.getElementById(goes.dataset.goes ?? goes.dataset.part);
        if (card) {
          event.preventDefault();
          this.goTo(card);
        }
      }
    }

    onKey(event) {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key === "Escape" && this.contains(event.target)) {
        const close = this.querySelector("[data-closes]");
        if (close && !document.querySelector("dialog[open]")) close.click();
        return;
      }
      if (typing || !this.contains(event.target) || !event.target.closest(".task-card")) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const cards = [...this.querySelectorAll(".task-card")];
      const next = step && cards[cards.indexOf(this.current) + step];
      if (next) {
        event.preventDefault();
        this.goTo(next);
      }
    }

    // Words typed to search for a unit are nothing to save.
    keepGuardCalm(event) {
      if (event.target.closest(".picker")) event.stopPropagation();
    }

    // A selection in the letter goes to the form as positions in its text; caught early, before the link is followed.
    takeSelection(event) {
      const link = event.target.closest("[data-adds]");
      if (!link) return;
      const selection = window.getSelection();
      const letter = document.getElementById("desk-letter");
      if (!selection.rangeCount || selection.isCollapsed) return;
      const range = selection.getRangeAt(0);
      if (!letter.contains(range.startContainer) || !letter.contains(range.endContainer)) return;
      const [start, end] = [
        this.offset(range.startContainer, range.startOffset, false),
        this.offset(range.endContainer, range.endOffset, true),
      ];
      if (start === null || end === null || start >= end) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const url = new URL(link.href);
      url.searchParams.set("start", start);
      url.searchParams.set("end", end);
      selection.removeAllRanges();
      this.load(url.href);
    }

    offset(node, offset, isEnd) {
      const pieces = [...document.querySelectorAll("#desk-letter [data-start]")];
      const inside = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
      if (inside) return Number(inside.dataset.start) + (node.nodeType === Node.TEXT_NODE ? offset : 0);
      const edge = document.createRange();
      edge.setStart(node, offset);
      const before = pieces.filter((piece) => edge.comparePoint(piece, 0) < 0);
      if (isEnd) {
        const last = before.at(-1);
        return last ? Number(last.dataset.start) + last.textContent.length : null;
      }
      const first = pieces[before.length];
      return first ? Number(first.dataset.start) : null;
    }

    onFocus(card) {
      if (!card) return;
      this.remembered = card.id;
      this.showSource(card);
    }

    // The passage of the task one is at stands in the middle of the letter's pane, when that pane scrolls by itself.
    showSource(card) {
      const passage = document.querySelector(`#desk-letter .span[data-part="${card.id}"]`);
      const pane = passage?.closest(".desk-pane");
      if (!pane || pane.scrollHeight <= pane.clientHeight) return;
      const [box, frame] = [passage.getBoundingClientRect(), pane.getBoundingClientRect()];
      if (box.top >= frame.top && box.bottom <= frame.bottom - 60) return;
      pane.scrollTo({ top: pane.scrollTop + box.top - frame.top - frame.height / 3 });
    }

    load(url) {
      window.htmx.ajax("GET", url, { source: this.querySelector("#desk-tasks"), target: "#desk-tasks", swap: "outerHTML show:none", select: "#desk-tasks" });
    }

    // A refused or outdated act answers with the desk itself: show it.
    onAnswer(event) {
      if (event.detail.xhr.status === 409 || event.detail.xhr.status === 404) {
        event.detail.shouldSwap = event.detail.serverResponse.includes('id="desk-tasks"');
        event.detail.isError = !event.detail.shouldSwap;
      }
    }

    onSettled() {
      const tasks = this.querySelector("#desk-tasks");
      if (tasks === this.shown) return;
      this.shown = tasks;
      if (this.desk) this.desk.lit = null;
      this.focusPlace();
    }

    onLeave(event) {
      const opened = this.querySelector(".opened");
      const isAsking = event.detail.verb === "get" && !event.detail.elt.closest?.(".picker");
      if (!isAsking || !opened || !this.guard?.changed || !this.contains(event.detail.elt)) return;
      event.preventDefault();
      if (window.confirm(this.dataset.leave)) {
        this.guard.changed = false;
        event.detail.issueRequest(true);
      }
    }

    // After a change: the open form's first field, what went wrong, or the task one was at.
    focusPlace() {
      const form = this.querySelector(".opened");
      const field = form?.querySelector("input:not([type=hidden]), textarea, select") ?? form?.querySelector("button, a");
      const wanted = this.remembered || location.hash.slice(1);
      const card = document.getElementById(form?.closest(".task-card")?.id ?? wanted ?? "");
      const place = field ?? (card?.matches(".task-card") ? card : null);
      if (!place) return;
      place.focus({ preventScroll: true });
      (form ?? place).scrollIntoView({ block: "nearest" });
    }

    goTo(card) {
      card.scrollIntoView({ block: "nearest" });
      card.focus({ preventScroll: true });
    }
  },
);
