// The part of a card that the server draws: what somebody types, has opened, has focused or is just pressing outlives the drawing.

const LIFT_MS = 100;

export class Face {
  #drawn = "";
  #pressing = false;

  constructor(place) {
    this.place = place;
    document.addEventListener("pointerdown", () => {
      this.#pressing = true;
    });
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => {
        setTimeout(() => {
          this.#pressing = false;
        }, LIFT_MS);
      });
    }
  }

  get #words() {
    return this.place.querySelector("[data-words]");
  }

  // What was typed for a reason, which goes with the tap.
  takeWords() {
    const words = this.#words?.value.trim() ?? "";
    if (this.#words) this.#words.value = "";
    return words;
  }

  // Whether it's on the screen: a button that is replaced between the finger's down and up would swallow the tap.
  show(html) {
    if (this.#pressing) return false;
    if (html !== this.#drawn) this.#draw(html);
    return true;
  }

  #draw(html) {
    const focused = document.activeElement?.dataset ?? {};
    const words = this.#words?.value ?? "";
    const opened = [...this.place.querySelectorAll("details[open]")].map((each) => each.dataset.key);
    this.#drawn = html;
    this.place.innerHTML = html;
    for (const details of this.place.querySelectorAll("details")) details.open = opened.includes(details.dataset.key);
    if (this.#words) this.#words.value = words;
    if (focused.reference) this.place.querySelector(`[data-reference="${CSS.escape(focused.reference)}"]`)?.focus();
    else if (focused.words !== undefined) this.#words?.focus();
    const told = [...this.place.querySelectorAll("[data-strip]")].map((each) => each.textContent.trim()).join(" ");
    const place = document.querySelector("[data-told]");
    if (place.textContent !== told) place.textContent = told;
  }
}
