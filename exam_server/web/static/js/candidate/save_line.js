// The save line: the six save states in words. It's a live region, so they are also spoken.

import { fill } from "./texts.js";

export class SaveLine {
  constructor(line, texts, { language, zone }) {
    this.line = line;
    this.texts = texts;
    this.words = line.querySelector("[data-save-words]");
    const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    this.clock = new Intl.DateTimeFormat(language, { ...parts, timeZone: zone ?? undefined });
  }

  // `facts.said` reads a response back, `facts.length` is there for a long text instead.
  show(state, facts) {
    const time = facts.savedAt ? this.clock.format(new Date(facts.savedAt)) : "";
    const values = {
      ...facts,
      time,
      response: facts.said,
      count: facts.length ?? facts.count,
      why: facts.why ?? this.texts.refused_why,
    };
    this.line.dataset.state = state;
    this.words.textContent = fill(this.#template(state, facts), values);
  }

  #template(state, { said, length }) {
    if (state === "saved" && length !== undefined) {
      return this.texts.saved_text;
    }
    if (state === "saved" && !said) {
      return this.texts.saved_nothing;
    }
    return this.line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`];
  }
}
