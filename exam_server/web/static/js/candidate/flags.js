// Flags for review: kept here at once, sent to the server when it answers.

import { put } from "./put.js";

export class Flags {
  #busy = false;

  constructor({ queue, url, csrf, flagged }) {
    Object.assign(this, { queue, url, csrf });
    this.flagged = new Set(flagged);
    this.pending = new Map();
  }

  get size() {
    return this.flagged.size;
  }

  has(position) {
    return this.flagged.has(position);
  }

  async restore() {
    for (const [position, flagged] of (await this.queue.note("flags")) ?? []) {
      this.pending.set(position, flagged);
      this.#apply(position, flagged);
    }
  }

  async toggle(position) {
    const flagged = !this.has(position);
    this.#apply(position, flagged);
    this.pending.set(position, flagged);
    await this.#remember();
    await this.send();
  }

  async send() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      for (const [position, flagged] of [...this.pending]) {
        await this.#put(position, flagged);
        if (this.pending.get(position) === flagged) {
          this.pending.delete(position);
        }
        await this.#remember();
      }
    } catch {
      // The next heartbeat that's answered sends them again.
    } finally {
      this.#busy = false;
    }
  }

  async #put(position, flagged) {
    const answer = await put(this.url, this.csrf, { position, flagged });
    if (!answer.ok) {
      throw new Error(`${answer.status}`);
    }
  }

  #apply(position, flagged) {
    this.flagged[flagged ? "add" : "delete"](position);
  }

  #remember() {
    return this.queue.setNote("flags", [...this.pending]);
  }
}
