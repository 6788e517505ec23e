// Reads and writes the responses of the items on the page, in positions from 1 as the server expects them.

const TYPING_PAUSE = 700;
const TYPING_LIMIT = 5000;

export class ItemView {
  #timer = 0;
  #dirtySince = 0;

  constructor(section, onChange) {
    this.section = section;
    this.position = Number(section.dataset.item);
    this.kind = section.dataset.kind;
    this.onChange = onChange;
    this.inputs = [...section.querySelectorAll("input, select, textarea")];
    section.addEventListener("change", () => this.commit());
    section.querySelector("[data-clear]")?.addEventListener("click", () => this.clear());
    if (this.kind === "extended_text") {
      this.inputs[0].addEventListener("input", () => this.#typed());
    }
  }

  get response() {
    if (this.kind === "extended_text") {
      return this.inputs[0].value;
    }
    if (this.kind === "matching") {
      return this.inputs.map((select) => (select.value ? Number(select.value) : null));
    }
    const chosen = this.inputs.filter((input) => input.checked).map((input) => Number(input.value));
    return this.kind === "multiple_response" ? chosen.sort((a, b) => a - b) : (chosen[0] ?? null);
  }

  set response(value) {
    const chosen = [value ?? []].flat();
    this.inputs.forEach((input, place) => {
      if (this.kind === "extended_text") {
        input.value = value ?? "";
      } else if (this.kind === "matching") {
        input.value = chosen[place] ?? "";
      } else {
        input.checked = chosen.includes(Number(input.value));
      }
    });
    this.last = JSON.stringify(this.response);
    this.#count();
  }

  get given() {
    const response = this.response;
    if (typeof response === "string") {
      return response.trim() !== "";
    }
    return [response].flat().some((position) => position !== null);
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
    return this.onChange(this.position, this.response);
  }

  clear() {
    const before = this.last;
    this.response = null;
    this.last = before;
    this.commit();
  }

  lock(locked) {
    for (const input of this.section.querySelectorAll("input, select, textarea, [data-clear]")) {
      input.disabled = locked;
    }
  }

  #typed() {
    this.#count();
    clearTimeout(this.#timer);
    this.#dirtySince ||= performance.now();
    const rest = TYPING_LIMIT - (performance.now() - this.#dirtySince);
    this.#timer = setTimeout(() => this.commit(), Math.max(0, Math.min(TYPING_PAUSE, rest)));
  }

  #count() {
    const counter = this.section.querySelector("[data-count]");
    if (counter) {
      counter.textContent = this.inputs[0].value.length;
    }
  }
}

// An empty response has several shapes.
export function isSame(one, other) {
  const plain = (response) => ([response ?? []].flat().every((part) => part === null || part === "") ? "" : JSON.stringify(response));
  return plain(one) === plain(other);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// "B", "A, C", for matching "C, –, A" in the order of the left-hand sides: how a response is read back to the candidate; texts are read back by their length.
export function letters(response) {
  if (Array.isArray(response)) {
    return response.map((position) => (position === null ? "–" : LETTERS[position - 1])).join(", ");
  }
  return LETTERS[response - 1] ?? "";
}
