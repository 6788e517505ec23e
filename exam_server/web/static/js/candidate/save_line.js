// The save line: the six save states in words; what isn't plainly saved is also spoken.

import { letters } from "./items.js";
import { fill } from "./texts.js";

const SPOKEN = new Set(["waiting", "late", "refused", "elsewhere"]);

export class SaveLine {
  constructor({ line, speak, texts, language, zone }) {
    Object.assign(this, { line, speak, texts });
    this.words = line.querySelector("[data-save-words]");
    const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone };
    this.clock = new Intl.DateTimeFormat(language, parts);
  }

  show(state, facts) {
    const before = this.line.dataset.state;
    this.line.dataset.state = state;
    this.words.textContent = this.#say(state, facts);
    if (SPOKEN.has(state) ? before !== state : state === "saved" && SPOKEN.has(before)) {
      this.speak(this.words.textContent);
    }
  }

  #say(state, facts) {
    if (state === "saved") {
      const time = this.clock.format(new Date(facts.savedAt));
      return fill(this.#savedTemplate(facts.response), {
        response: letters(facts.response),
        count: facts.response?.length,
        time,
      });
    }
    if (state === "late") {
      return fill(this.texts.late, { time: this.clock.format(new Date(facts.savedAt)) });
    }
    if (state === "refused") {
      return fill(this.texts.refused, { why: facts.why ?? this.texts.refused_why });
    }
    return fill(this.texts[state], facts);
  }

  #savedTemplate(response) {
    if (typeof response === "string") {
      return this.texts.saved_text;
    }
    const empty = [response ?? []].flat().every((position) => position === null);
    return empty ? this.texts.saved_nothing : this.texts.saved;
  }
}
