// A break that was agreed beforehand: the candidate asks, the desk grants it, and the page says what is left.

import { put } from "./put.js";
import { fill } from "./texts.js";

export class Break {
  constructor({ panel, url, csrf, onReply }) {
    Object.assign(this, { panel, url, csrf, onReply });
    this.words = panel?.querySelector("[data-break-words]");
    this.button = panel?.querySelector("button");
    this.button?.addEventListener("click", () => this.#ask());
  }

  // A reply to a save knows nothing of breaks, nor does one to a candidate without any.
  hear(reply) {
    if (!this.panel || reply.break_left_seconds === undefined) {
      return;
    }
    const { wordsLeft, wordsAsked, wordsDeclined, wordsNow } = this.panel.dataset;
    const open = reply.break_asked ? wordsAsked : reply.break_declined ? wordsDeclined : wordsLeft;
    const template = reply.break_ends_at ? wordsNow : open;
    const words = fill(template, { minutes: Math.floor(reply.break_left_seconds / 60), end: reply.break_ends_at });
    if (this.words.textContent !== words) {
      this.words.textContent = words;
    }
    this.button.hidden = reply.state !== "open" || reply.break_asked || reply.break_left_seconds === 0;
  }

  async #ask() {
    this.button.disabled = true;
    try {
      const answer = await put(this.url, this.csrf, {});
      if (answer.ok) {
        this.onReply(await answer.json());
      }
    } catch {
      // The words haven't changed, so the candidate sees that nobody was asked.
    } finally {
      this.button.disabled = false;
    }
  }
}
