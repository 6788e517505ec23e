// An item on the page: what was responded, and when that is told. Positions count from 1, as the server expects them.

import { controlsOf } from "./controls.js";

const TYPING_PAUSE = 700;
const TYPING_LIMIT = 5000;

export class ItemView {
  #timer = 0;
  #dirtySince = 0;

  constructor(section, onChange) {
    this.section = section;
    this.position = Number(section.dataset.item);
    this.controls = controlsOf(section);
    this.onChange = onChange;
    section.addEventListener("change", () => this.commit());
    section.querySelector("[data-clear]")?.addEventListener("click", () => this.clear());
    if (this.controls.isTyped) {
      section.addEventListener("input", () => this.#typed());
    }
  }

  get response() {
    return this.controls.value;
  }

  set response(value) {
    this.controls.value = value;
    this.last = JSON.stringify(this.response);
    this.controls.mind?.();
  }

  get given() {
    const response = this.response;
    if (typeof response === "string") {
      return response.trim() !== "";
    }
    return [response].flat().some((position) => position !== null);
  }

  // How a response is read back to the candidate: "B", "A, C", "1: Chin; 2: –"; a long text by its length.
  describe(response) {
    return { said: this.controls.say(response), length: this.controls.length?.(response) };
  }

  // Typing waits for a pause; leaving the field, the item or the page doesn't.
  commit() {
    clearTimeout(this.#timer);
    this.#dirtySince = 0;
    const now = JSON.stringify(this.response);
    if (now === this.last) {
      return null;
    }
    this.last = now;
    this.controls.mind?.();
    return this.onChange(this.position, this.response);
  }

  clear() {
    const before = this.last;
    this.response = null;
    this.last = before;
    this.commit();
  }

  lock(locked) {
    for (const control of this.section.querySelectorAll("input, select, textarea, [data-clear], [data-move]")) {
      control.disabled = locked;
    }
  }

  #typed() {
    this.controls.mind?.();
    clearTimeout(this.#timer);
    this.#dirtySince ||= performance.now();
    const rest = TYPING_LIMIT - (performance.now() - this.#dirtySince);
    this.#timer = setTimeout(() => this.commit(), Math.max(0, Math.min(TYPING_PAUSE, rest)));
  }
}
