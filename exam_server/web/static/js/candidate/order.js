// Things that are put in order without dragging: up and down buttons, and a list of places for each.

import { fill } from "./texts.js";

export class Order {
  #isGiven = false;

  // `standing` says in words whether anything was moved yet.
  constructor(list, standing) {
    Object.assign(this, { list, standing });
    this.rows = [...list.children];
    this.said = list.parentElement.querySelector("[data-order-said]");
    for (const row of this.rows) {
      for (const button of row.querySelectorAll("[data-move]")) {
        button.addEventListener("click", () => this.#step(row, Number(button.dataset.move), button));
      }
      const places = row.querySelector("select");
      places.addEventListener("change", () => this.#put(row, Number(places.value) - 1, places));
    }
    this.#show();
  }

  get order() {
    return [...this.list.children].map((row) => Number(row.dataset.place));
  }

  // Nothing until something was moved: as they stood at first they're never in the right order.
  get given() {
    return this.#isGiven ? this.order : [];
  }

  set given(order) {
    this.#isGiven = order.length > 0;
    this.list.append(...(this.#isGiven ? order.map((place) => this.rows[place - 1]) : this.rows));
    this.#show();
  }

  #step(row, by, button) {
    const place = [...this.list.children].indexOf(row) + by;
    if (place >= 0 && place < this.rows.length) {
      this.#put(row, place, button);
    }
  }

  #put(row, place, control) {
    const others = [...this.list.children].filter((each) => each !== row);
    this.list.insertBefore(row, others[place] ?? null);
    this.#isGiven = true;
    this.#show();
    // A row that is moved in the document loses the focus.
    control.focus();
    this.said.textContent = fill(this.said.dataset.words, { letter: row.dataset.letter, place: place + 1, count: this.rows.length });
    // The lists of places tell of their change themselves.
    if (control.matches("button")) {
      this.list.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  #show() {
    const rows = [...this.list.children];
    rows.forEach((row, place) => {
      row.querySelector("select").value = place + 1;
      row.querySelector('[data-move="-1"]').setAttribute("aria-disabled", String(place === 0));
      row.querySelector('[data-move="1"]').setAttribute("aria-disabled", String(place === rows.length - 1));
    });
    this.standing.textContent = this.#isGiven ? this.standing.dataset.wordsGiven : this.standing.dataset.wordsNothing;
  }
}
