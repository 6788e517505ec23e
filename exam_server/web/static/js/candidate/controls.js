// How the controls of each kind of item hold a response in positions, and how it's said in words.

import { Order } from "./order.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NOTHING = "–";
const NUMBER = /^\s*[+\-−]?(?=[.,]?\d)\d{0,3}(?:\d*|(?:[ \u00a0\u202f\u2009]\d{3})*)(?:[.,]\d*)?(?:[eE][+-]?\d{1,2})?\s*$/;

export const letter = (position) => LETTERS[position - 1] ?? NOTHING;

class Controls {
  constructor(section) {
    this.section = section;
    this.inputs = [...section.querySelectorAll("input, select, textarea")];
  }
}

class Choice extends Controls {
  get chosen() {
    return this.inputs.filter((input) => input.checked).map((input) => Number(input.value));
  }

  get value() {
    return this.chosen[0] ?? null;
  }

  set value(value) {
    const chosen = [value ?? []].flat();
    for (const input of this.inputs) {
      input.checked = chosen.includes(Number(input.value));
    }
  }

  say(value) {
    return [value ?? []].flat().map(letter).join(", ");
  }
}

class Choices extends Choice {
  get value() {
    return this.chosen.sort((one, other) => one - other);
  }

  set value(value) {
    super.value = value;
  }
}

// One list for each left-hand side.
class Matching extends Controls {
  get value() {
    return this.inputs.map((list) => (list.value ? Number(list.value) : null));
  }

  set value(value) {
    this.inputs.forEach((list, place) => {
      list.value = value?.[place] ?? "";
    });
  }

  say(value) {
    return isBlank(value) ? "" : value.map(letter).join(", ");
  }
}

// A list in each gap: read back by the words that were chosen.
class Lists extends Matching {
  say(value) {
    const words = (position, place) => [...this.inputs[place].options].find((option) => option.value === String(position))?.text;
    return isBlank(value) ? "" : value.map((position, place) => `${place + 1}: ${words(position, place) ?? NOTHING}`).join("; ");
  }
}

class Gaps extends Controls {
  isTyped = true;

  get value() {
    return this.inputs.map((input) => (input.value.trim() ? input.value : null));
  }

  set value(value) {
    this.inputs.forEach((input, place) => {
      input.value = value?.[place] ?? "";
    });
  }

  say(value) {
    return isBlank(value) ? "" : value.map((words, place) => `${place + 1}: ${words ?? NOTHING}`).join("; ");
  }
}

class Line extends Controls {
  isTyped = true;

  get value() {
    return this.inputs[0].value;
  }

  set value(value) {
    this.inputs[0].value = value ?? "";
  }

  say(value) {
    return (value ?? "").trim();
  }
}

// Says so where what was typed isn't a number; it's saved all the same.
class NumberLine extends Line {
  mind() {
    const { value } = this.inputs[0];
    this.section.querySelector("[data-number-doubt]").hidden = value.trim() === "" || NUMBER.test(value);
  }
}

// A text is read back by its length.
class LongText extends Line {
  length(value) {
    return value?.length;
  }

  mind() {
    this.section.querySelector("[data-count]").textContent = this.value.length;
  }
}

class Ordering extends Controls {
  #order;

  constructor(section) {
    super(section);
    this.#order = new Order(section.querySelector("[data-order]"), section.querySelector("[data-order-standing]"));
  }

  get value() {
    return this.#order.given;
  }

  set value(value) {
    this.#order.given = value ?? [];
  }

  say(value) {
    return (value ?? []).map(letter).join(", ");
  }
}

const isBlank = (value) => [value ?? []].flat().every((part) => part === null || part === "");

const KINDS = {
  single_choice: Choice,
  true_false: Choice,
  multiple_response: Choices,
  matching: Matching,
  ordering: Ordering,
  gap_text: Gaps,
  inline_choice: Lists,
  numeric: NumberLine,
  short_text: Line,
  extended_text: LongText,
};

export function controlsOf(section) {
  return new KINDS[section.dataset.kind](section);
}

// An empty response has several shapes.
export function isSame(one, other) {
  const plain = (response) => (isBlank(response) ? "" : JSON.stringify(response));
  return plain(one) === plain(other);
}
