// Asks the server where the sitting stands, spread in time so that a room doesn't ask in step.

const PATIENCE = 4000;

export class Heartbeat {
  #timer = 0;

  constructor({ url, seconds, onReply, onSilence }) {
    Object.assign(this, { url, seconds, onReply, onSilence });
  }

  start() {
    this.#timer = setTimeout(() => this.beat(), this.seconds * 1000 * (0.8 + 0.4 * Math.random()));
  }

  async beat() {
    clearTimeout(this.#timer);
    try {
      const answer = await fetch(this.url, {
        headers: { Accept: "application/json" },
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!answer.ok) {
        throw new Error(`${answer.status}`);
      }
      this.onReply(await answer.json());
    } catch {
      this.onSilence();
    }
    clearTimeout(this.#timer);
    this.start();
  }
}
