// The seal: an entry of the log, with the PIN beside it. Without a network it waits on this tablet like every other entry; the
// PIN is only held while the page is open, so that after a reload it has to be typed again.

export class Sealing {
  #pins = new Map();

  constructor({ data, store, log, write }) {
    Object.assign(this, { data, store, log, write, panel: document.querySelector("[data-panel=seal]") });
    this.note = `seal.${log.account}.${log.encounter}`;
    this.panel?.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(event.target.elements.pin);
    });
  }

  // A seal that was given on this tablet and hasn't been answered.
  async load() {
    this.waiting = (await this.store.note(this.note)) ?? null;
    if (this.waiting && this.data.sealed) await this.#settle();
  }

  // What the seal covers, as far as this tablet knows: the server's word, else its own seal that waits.
  get heads() {
    if (this.data.heads) return this.data.heads;
    if (!this.waiting) return null;
    const others = Object.entries(this.data.others).map(([device, [sequence]]) => [device, sequence]);
    return { ...Object.fromEntries(others), [this.waiting.device]: this.waiting.sequence - 1 };
  }

  async #submit(input) {
    const pin = input.value.trim();
    if (!pin || this.complete !== true) return;
    input.value = "";
    const { device } = this.log;
    const others = Object.fromEntries(Object.entries(this.data.others).filter(([name]) => name !== device));
    const entry = await this.log.append("seal", this.write.now(), { script: this.data.script, heads: others });
    this.#pins.set(entry.sequence, pin);
    this.waiting = { device, sequence: entry.sequence };
    await this.store.setNote(this.note, this.waiting);
    this.say(this.data.words.sealWaits);
    this.write.sent();
  }

  // What goes with a batch: the PINs of the seals in it.
  with(batch) {
    const numbers = batch.entries.map((text) => JSON.parse(text).sequence);
    const pins = numbers.filter((sequence) => this.#pins.has(sequence)).map((sequence) => ({ sequence, pin: this.#pins.get(sequence) }));
    return { ...batch, pins };
  }

  async hear(seals) {
    for (const { sequence, standing, why } of seals ?? []) {
      this.#pins.delete(sequence);
      if (this.waiting?.sequence === sequence) await this.#settle();
      if (standing !== "refused") {
        location.reload();
        return;
      }
      this.say(why);
    }
  }

  async #settle() {
    this.waiting = null;
    await this.store.setNote(this.note, null);
  }

  // The ratings as they'd be sealed, and whether anything is missing.
  show(sheet, lacks, online) {
    if (!this.panel) return;
    this.complete = lacks.length === 0 && !this.waiting;
    this.panel.querySelector("form").hidden = !this.complete;
    this.panel.querySelector("[data-seal-lacks]").hidden = lacks.length === 0;
    if (this.waiting) this.say(this.data.words.sealWaits);
    for (const row of this.panel.querySelectorAll("[data-seal-of]")) {
      const rating = sheet.ratings.get(row.dataset.sealOf);
      const [level, why] = row.querySelectorAll("td");
      level.textContent = !rating ? this.data.words.notRated : rating.level === null ? this.data.words.noOpportunity : rating.level;
      why.textContent = rating?.justification ?? "";
    }
  }

  say(words) {
    const line = this.panel.querySelector("[data-seal-said]");
    if (line.textContent !== words) line.textContent = words;
    line.hidden = !words;
  }
}
