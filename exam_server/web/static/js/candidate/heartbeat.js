// Asks the server where the sitting stands, spread in time so that a room doesn't ask in step.

import { put } from "./put.js";
import { refreshKeys, shownKeys } from "./seb.js";

// In Safe Exam Browser each beat shows the key of its page.
function configKey() {
  const { config_key } = shownKeys();
  return config_key ? { config_key } : {};
}

export class Heartbeat {
  #timer = 0;
  #stopped = false;

  // `tell` gives what the desk should know of this device.
  constructor({ url, csrf, seconds, tell, onReply, onSilence }) {
    Object.assign(this, { url, csrf, seconds, tell, onReply, onSilence });
  }

  start() {
    refreshKeys();
    this.#timer = setTimeout(() => this.beat(), this.seconds * 1000 * (0.8 + 0.4 * Math.random()));
  }

  stop() {
    clearTimeout(this.#timer);
    this.#stopped = true;
  }

  async beat() {
    clearTimeout(this.#timer);
    try {
      const answer = await put(this.url, this.csrf, { ...this.tell(), ...configKey() });
      if (!answer.ok) {
        throw new Error(`${answer.status}`);
      }
      this.onReply(await answer.json());
    } catch {
      this.onSilence();
    }
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.start();
    }
  }
}
