// The save line: the six save states in words. It's a live region, so they are also spoken.

import { letters } from "./items.js";
import { fill } from "./texts.js";

export class SaveLine {
  constructor(line, texts, { language, zone }) {
    this.line = line;
    this.texts = texts;
    this.words = line.querySelector("[data-save-words]");
    const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    this.clock = new Intl.DateTimeFormat(language, { ...parts, timeZone: zone ?? undefined });
  }

  show(state, facts) {
    const time = facts.savedAt ? this.clock.format(new Date(facts.savedAt)) : "";
    const values = {
      ...facts,
      time,
      response: letters(facts.response),
      count: typeof facts.response === "string" ? facts.response.length : facts.count,
      why: facts.why ?? this.texts.refused_why,
    };
    this.line.dataset.state = state;
    this.words.textContent = fill(this.#template(state, facts.response), values);
  }

  #template(state, response) {
    if (state === "saved" && typeof response === "string") {
      return this.texts.saved_text ?? this.line.dataset.wordsSaved;
    }
    const nothing = [response ?? []].flat().every((position) => position === null);
    if (state === "saved" && nothing) {
      return this.texts.saved_nothing ?? this.line.dataset.wordsSaved;
    }
    return this.line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`];
  }
}
