// The ratings of a sheet: levels and justifications as they stand in the log, and what of them was just chosen or typed.

const TYPING_MS = 800;

export class Ratings {
  #typing = new Map();

  // `give` writes a rating into the log.
  constructor({ give }) {
    this.give = give;
    document.addEventListener("input", (event) => this.#hear(event));
    document.addEventListener("change", (event) => event.target.localName === "textarea" && this.#hear(event));
  }

  show(ratings) {
    this.known = ratings;
    for (const section of document.querySelectorAll("[data-rating]")) this.#showOne(section, ratings.get(section.dataset.rating));
  }

  // Words that are being typed aren't changed under the fingers.
  #showOne(section, rating) {
    const chosen = rating ? String(rating.level ?? "no_opportunity") : null;
    for (const input of section.querySelectorAll("input[type=radio]")) input.checked = input.value === chosen;
    const text = section.querySelector("textarea");
    if (rating && document.activeElement !== text && !this.#typing.has(section)) text.value = rating.justification;
  }

  #hear(event) {
    const section = event.target.closest("[data-rating]");
    if (!section) return;
    clearTimeout(this.#typing.get(section));
    if (event.type === "change" || event.target.type === "radio") {
      this.take(section);
      return;
    }
    this.#typing.set(section, setTimeout(() => this.take(section), TYPING_MS));
  }

  // What stands there now, if it's new. Words without a level wait for one.
  take(section) {
    clearTimeout(this.#typing.get(section));
    this.#typing.delete(section);
    const chosen = section.querySelector("input:checked");
    if (!chosen) return;
    const level = chosen.value === "no_opportunity" ? null : Number(chosen.value);
    const justification = section.querySelector("textarea").value;
    const before = this.known.get(section.dataset.rating);
    if (before && before.level === level && before.justification === justification) return;
    this.give({ criterion: section.dataset.rating, level, justification });
  }

  // Everything that is still being typed goes into the log now.
  takeAll() {
    for (const section of [...this.#typing.keys()]) this.take(section);
  }
}
