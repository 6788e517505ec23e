// The ratings of a sheet: levels and justifications as they stand in the log, and what of them was just chosen or typed.

const TYPING_MS = 800;

export class Ratings {
  #typing = new Map();
  // Given here, and not yet in the log: until then the page would show what stood there before.
  #given = new Map();
  known = new Map();

  // `give` writes a rating into the log, and is done when it stands there.
  constructor({ give }) {
    this.give = give;
    document.addEventListener("input", (event) => this.#hear(event));
    document.addEventListener("change", (event) => event.target.localName === "textarea" && this.#hear(event));
  }

  show(ratings) {
    this.known = ratings;
    for (const section of document.querySelectorAll("[data-rating]")) this.#showOne(section, this.#standing(section.dataset.rating));
  }

  #standing(criterion) {
    return this.#given.get(criterion) ?? this.known.get(criterion);
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
    const { rating: criterion } = section.dataset;
    const before = this.#standing(criterion);
    if (before && before.level === level && before.justification === justification) return;
    this.#give({ criterion, level, justification });
  }

  async #give(rating) {
    this.#given.set(rating.criterion, rating);
    await this.give(rating);
    if (this.#given.get(rating.criterion) === rating) this.#given.delete(rating.criterion);
  }

  // Everything that is still being typed goes into the log now.
  takeAll() {
    for (const section of [...this.#typing.keys()]) this.take(section);
  }
}
