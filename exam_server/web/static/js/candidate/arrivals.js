// Learns of responses that didn't come from this window: an older tab's, another computer's, those of a file at the desk.

const PATIENCE = 4000;

export class Arrivals {
  #asking = false;

  // `known`: what the server held when the page was made, of this admission and of earlier ones.
  constructor({ url, queue, epoch, known, onArrival }) {
    Object.assign(this, { url, queue, epoch, known, onArrival });
  }

  // `reply` is one to a heartbeat, or to a save of this admission.
  async hear(reply) {
    // What waits here may be older or newer than what arrived: it's sent first.
    if (this.#asking || this.queue.size > 0 || !this.#hasOthers(reply)) {
      return;
    }
    this.#asking = true;
    try {
      const own = this.queue.watchPositions();
      const answer = await fetch(this.url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) {
        this.#take(await answer.json(), own);
      }
    } catch {
      // The next reply asks again.
    } finally {
      this.#asking = false;
    }
  }

  // What was given here meanwhile (`own`) is newer than the answer, which is asked for again.
  #take({ responses, ...known }, own) {
    this.known = own.size > 0 ? this.known : known;
    const pairs = Object.entries(responses).map(([position, response]) => [Number(position), response]);
    this.onArrival(new Map(pairs.filter(([position]) => !own.has(position))));
  }

  #hasOthers({ acknowledged, highest, earlier = 0 }) {
    if (earlier > this.known.earlier || (highest > this.known.highest && !this.queue.gave(this.epoch, highest))) {
      return true;
    }
    for (let sequence = this.known.acknowledged + 1; sequence <= acknowledged; sequence += 1) {
      if (!this.queue.gave(this.epoch, sequence)) {
        return true;
      }
    }
    return false;
  }
}
