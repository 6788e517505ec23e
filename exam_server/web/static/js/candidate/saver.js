// Sends queued saves until each has a result, and says truly where they stand.
//
// States: saved, saving, waiting, late, refused, elsewhere. "saved" comes only from the server's reply.

import { put } from "./put.js";

const BATCH = 10;
const SAVING_AFTER = 400;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const WORST_FIRST = ["refused", "late", "saved"];

export class Saver {
  #running = null;
  #wake = () => {};
  #savingTimer = 0;
  #failures = 0;

  constructor({ queue, url, csrf, form, epoch, nextSequence, onState, onReply, onRenumber, onFailing }) {
    Object.assign(this, { queue, url, csrf, form, epoch, nextSequence, onState, onReply, onRenumber, onFailing });
    window.addEventListener("online", () => this.retryNow());
  }

  get isFailing() {
    return this.#failures > 0;
  }

  async save(position, response) {
    await this.queue.add(this.epoch, position, response, new Date().toISOString(), this.nextSequence);
    if (this.#failures > 0) {
      this.#showWaiting();
    } else if (!this.#savingTimer) {
      this.#savingTimer = setTimeout(() => this.onState("saving", {}), SAVING_AFTER);
    }
    this.start();
  }

  start() {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.queue.size > 0) {
        this.start();
      }
    });
    return this.#running;
  }

  retryNow() {
    this.#wake();
    if (this.queue.size > 0) {
      this.start();
    }
  }

  // True once nothing is unsent; false when the next attempt fails.
  async flush() {
    const failures = this.#failures;
    this.retryNow();
    while (this.queue.size > 0 && this.#failures <= failures) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.queue.size === 0;
  }

  async #run() {
    while (this.queue.size > 0) {
      const batch = this.queue.take(BATCH);
      try {
        const reply = await this.#send(batch);
        this.#failures = 0;
        await this.#settle(batch, reply);
        this.onFailing(false);
      } catch (error) {
        this.#failures += 1;
        this.#clearSaving();
        this.#showWaiting(error);
        this.onFailing(true);
        if (error.refusal && batch[0].epoch !== this.epoch) {
          this.queue.setAside(batch);
        } else {
          await this.#pause();
        }
      }
    }
  }

  async #send(batch) {
    const saves = batch.map(({ sequence, position, response, at }) => ({ sequence, position, response, at }));
    const answer = await put(this.url, this.csrf, { epoch: batch[0].epoch, form: this.form, saves }, true);
    if (answer.ok) {
      return answer.json();
    }
    const refusal = answer.status < 500 && answer.status !== 429 ? await answer.json().catch(() => ({})) : null;
    throw Object.assign(new Error(`${answer.status}`), { refusal });
  }

  async #settle(batch, reply) {
    const results = new Map(reply.results.map((result) => [result.sequence, result]));
    const done = batch.filter((entry) => results.has(entry.sequence) || entry.sequence <= reply.acknowledged);
    if (done.length === 0) {
      throw new Error("the reply has no result");
    }
    const again = done.filter((entry) => results.get(entry.sequence)?.renumber);
    await this.#renumber(again, reply.highest);
    await this.queue.remove(done);
    this.#clearSaving();
    this.onReply(reply, batch[0].epoch === this.epoch);
    const settled = done.filter((entry) => !again.includes(entry));
    const shown = settled.map((entry) => ({ ...entry, ...results.get(entry.sequence) }));
    for (const status of WORST_FIRST) {
      const last = shown.findLast((entry) => plain(entry.status) === status);
      if (last) {
        // What was given meanwhile isn't saved yet: the line is about the newest.
        const isNewest = status !== "saved" || this.queue.size === 0;
        this.onState(isNewest ? status : "saving", isNewest ? { ...last, savedAt: reply.saved_at } : {});
        return;
      }
    }
  }

  async #renumber(again, highest) {
    for (const entry of again) {
      if (await this.queue.renumber(entry, highest + 1)) {
        this.onRenumber(entry);
      }
    }
  }

  #showWaiting(error) {
    if (error?.refusal) {
      this.onState("refused", { why: error.refusal.error?.why, count: this.queue.size });
    } else {
      this.onState("waiting", { count: this.queue.size });
    }
  }

  #clearSaving() {
    clearTimeout(this.#savingTimer);
    this.#savingTimer = 0;
  }

  #pause() {
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#failures - 1));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest * (0.5 + Math.random() / 2));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

// A result that is missing because the sequence was acknowledged before, and a repeated one, mean that it's on disk.
function plain(status) {
  return status === undefined || status === "duplicate" ? "saved" : status;
}
