// <directives-desk>: keys act on the current task, a selection in the letter becomes a task, and the place is kept after each change.
// While a change is on its way the desk is busy: keys pressed meanwhile wait for the new list and then act on it.
customElements.define(
  "directives-desk",
  class extends HTMLElement {
    connectedCallback() {
      this.desk = this.closest("ui-desk");
      this.guard = this.closest("ui-guard");
      this.bound = [
        [document, "keydown", (event) => this.hold(event), true],
        [document, "click", (event) => this.takeSelection(event), true],
        [document, "click", (event) => this.onClick(event)],
        [this, "input", (event) => this.keepGuardCalm(event)],
        [this, "change", (event) => this.keepGuardCalm(event)],
        [this, "focusin", (event) => this.onFocus(event.target.closest(".task-card"))],
        [this, "keydown", (event) => this.onKey(event)],
        [document.body, "htmx:beforeRequest", (event) => this.onSent(event)],
        [document.body, "htmx:beforeSwap", (event) => this.onAnswer(event)],
        [document.body, "htmx:afterRequest", () => this.onAnswered()],
        [document.body, "htmx:afterSettle", () => this.onSettled()],
        [document.body, "htmx:confirm", (event) => this.onLeave(event)],
      ];
      for (const [target, type, handler, early] of this.bound) target.addEventListener(type, handler, early);
      this.shown = this.querySelector("#desk-tasks");
      this.held = [];
      this.focusPlace();
    }

    disconnectedCallback() {
      for (const [target, type, handler, early] of this.bound) target.removeEventListener(type, handler, early);
    }

    get cards() {
      return [...this.querySelectorAll(".task-card")];
    }

    // The card with the focus, else the one last pointed at, else the first.
    get current() {
      const focused = document.activeElement?.closest?.(".task-card");
      return focused ?? this.querySelector(".task-card.lit") ?? this.querySelector(".task-card");
    }

    get busy() {
      return this.hasAttribute("aria-busy");
    }

    onSent(event) {
      if (event.detail.target?.id === "desk-tasks") this.setAttribute("aria-busy", "true");
    }

    // No answer, or one that is not shown: the list stays as it is.
    onAnswered() {
      if (this.busy && this.querySelector("#desk-tasks") === this.shown) this.release();
    }

    hold(event) {
      if (!this.busy || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) this.held.push(event.key);
    }

    // What was pressed meanwhile acts now, one key at a time, until one of them sends the next change.
    release() {
      this.removeAttribute("aria-busy");
      while (this.held.length && !this.busy) {
        const key = this.held.shift();
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      }
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
      const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.(".opened form");
      if (form) {
        event.preventDefault();
        event.stopImmediatePropagation();
        form.requestSubmit();
        return;
      }
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key === "Escape") {
        const close = this.querySelector("[data-closes]");
        if (close && !document.querySelector("dialog[open]")) close.click();
        return;
      }
      if (typing || !event.target.closest(".task-card")) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = step && this.cards[this.cards.indexOf(this.current) + step];
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
      this.remembered = { id: card.id, at: this.cards.indexOf(card) };
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
      this.release();
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

    // The card one was at; where it has been removed or merged, the one that took its place.
    remembers() {
      const { id, at = -1 } = this.remembered ?? { id: location.hash.slice(1) };
      return this.cards.find((card) => card.id === id) ?? this.cards[Math.min(at, this.cards.length - 1)];
    }

    // After a change: the open form's first field, what went wrong, or the task one was at.
    focusPlace() {
      const form = this.querySelector(".opened");
      const field = form?.querySelector("input:not([type=hidden]), textarea, select") ?? form?.querySelector("button, a");
      const place = field ?? form?.closest(".task-card") ?? this.remembers();
      if (!place) return;
      place.focus({ preventScroll: true });
      // What is typed takes the place of a line; of a passage it stays, and the caret goes to its end.
      if (place === field && field.matches("input")) field.select();
      else if (place === field && field.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
      (form ?? place).scrollIntoView({ block: "nearest" });
    }

    goTo(card) {
      this.desk.reveal(card);
      card.focus({ preventScroll: true });
    }
  },
);
