// The line that is always on the screen: "17 of 17 on the server · 4F2A". It can be read at any time; aloud it's said only
// when something changes for the worse or is well again, not at every tap.

const CALM = 4000;

export class StatusLine {
  #said = "";
  #timer = 0;

  constructor(strip) {
    this.strip = strip;
    this.line = strip.querySelector("[data-log-words]");
    this.spoken = strip.querySelector("[data-log-spoken]");
    this.memory = strip.querySelector("[data-log-memory]");
  }

  show(log, trouble = null) {
    const { dataset } = this.strip;
    const state = log.waiting > 0 || trouble ? "waiting" : "saved";
    const words = dataset.words.replace("{arrived}", log.acknowledged).replace("{made}", log.made).replace("{letters}", log.letters);
    if (this.line.textContent !== words) this.line.textContent = words;
    if (dataset.state !== state) dataset.state = state;
    this.memory.hidden = log.store.durable;
    this.#say(trouble ? dataset.wordsAway : log.waiting === 0 ? dataset.wordsSaved : null);
  }

  // What lasts is said; null leaves what was said.
  #say(words) {
    clearTimeout(this.#timer);
    if (words === null || words === this.#said) return;
    this.#timer = setTimeout(() => {
      this.#said = words;
      this.spoken.textContent = words;
    }, CALM);
  }
}
