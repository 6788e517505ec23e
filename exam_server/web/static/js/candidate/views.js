// What is shown: one item at a time, the overview, the review and the hand-in, by hash, so that Back and Forward work.

import { fill } from "./texts.js";

export class Views {
  constructor({ items, flags, texts, onLeave }) {
    Object.assign(this, { items, flags, texts, onLeave });
    this.sections = [...document.querySelectorAll("[data-view]")];
    this.cells = new Map([...document.querySelectorAll("[data-cell]")].map((cell) => [Number(cell.dataset.cell), cell]));
    this.title = document.title;
    window.addEventListener("hashchange", () => this.show(true));
  }

  get current() {
    const wanted = location.hash.replace("#/", "");
    return this.sections.some((section) => section.dataset.view === wanted) ? wanted : "1";
  }

  // Another computer, or this one again, goes on at the item where the candidate was.
  begin(position) {
    if (!location.hash && position > 1) {
      history.replaceState(null, "", `#/${position}`);
    }
    this.show(false);
  }

  show(moveFocus) {
    this.onLeave();
    const current = this.current;
    for (const section of this.sections) {
      section.hidden = section.dataset.view !== current;
    }
    const heading = this.sections.find((section) => !section.hidden).querySelector("h1");
    document.title = `${heading.textContent.trim()} – ${this.title}`;
    this.refresh();
    if (moveFocus) {
      heading.tabIndex = -1;
      heading.focus();
      scrollTo(0, 0);
    }
  }

  refresh() {
    const given = new Set(this.items.filter((item) => item.given).map((item) => item.position));
    for (const { position } of this.items) {
      this.#refreshCell(position, given.has(position));
    }
    const values = { given: given.size, total: this.items.length, flagged: this.flags.size };
    for (const place of document.querySelectorAll("[data-progress]")) {
      place.textContent = fill(this.texts.progress, values);
    }
    for (const row of document.querySelectorAll("[data-review-item]")) {
      const position = Number(row.dataset.reviewItem);
      row.hidden = given.has(position) && !this.flags.has(position);
      row.querySelector("[data-review-open]").hidden = given.has(position);
      row.querySelector("[data-review-flag]").hidden = !this.flags.has(position);
    }
    const complete = given.size === this.items.length && this.flags.size === 0;
    document.querySelector("[data-review-complete]").hidden = !complete;
  }

  #refreshCell(position, given) {
    const cell = this.cells.get(position);
    const flagged = this.flags.has(position);
    const current = this.current === String(position);
    cell.classList.toggle("answered", given);
    cell.classList.toggle("current", current);
    cell.toggleAttribute("aria-current", current);
    cell.querySelector("[data-answered-mark]").hidden = !given;
    cell.querySelector("[data-flag-mark]").hidden = !flagged;
    const words = [given ? this.texts.answered : this.texts.not_answered, flagged ? this.texts.flagged : ""];
    cell.querySelector("[data-cell-words]").textContent = words.filter(Boolean).join(", ");
    const button = document.querySelector(`[data-flag="${position}"]`);
    button.setAttribute("aria-pressed", String(flagged));
    button.querySelector("[data-flag-words]").textContent = flagged ? this.texts.unflag : this.texts.flag;
  }
}
