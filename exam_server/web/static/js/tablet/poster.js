// Posts what a log holds, one request at a time, until the server has acknowledged all of it. It never gives up and never
// relies on the browser to go on in the background: whatever isn't sent is sent by the page that is opened next.

const BATCH = 100;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

// `put(body)` gives {status, reply}, and status 0 where nothing came back; `report(trouble)` hears after every attempt, with
// "" when all is well, "away", "again" (log in) or "refused" with the server's words.
export class Poster {
  #running = null;
  #wake = () => {};

  constructor({ log, put, report, pause = (time, timer) => timer(time) }) {
    Object.assign(this, { log, put, report, pause });
    this.failures = 0;
    this.forks = 0;
    this.stopped = false;
  }

  send() {
    this.#wake();
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  stop() {
    this.stopped = true;
    this.#wake();
  }

  async #run() {
    do {
      const trouble = await this.#attempt();
      this.failures = trouble ? this.failures + 1 : 0;
      if (this.stopped) return;
      this.report(trouble);
      if (trouble) await this.pause(this.#patience(), (time) => this.#sleep(time));
    } while (this.log.waiting > 0 && !this.stopped);
  }

  async #attempt() {
    const { status, reply } = await this.put(this.log.batch(BATCH));
    if (status === 200) return (await this.log.hear(reply)) ? this.#joined() : this.#forked();
    if (status === 400 || status === 401 || status === 403) return { kind: "again" };
    return status === 404 || status === 422 ? { kind: "refused", error: reply?.error } : { kind: "away" };
  }

  #joined() {
    this.forks = 0;
    return null;
  }

  // Under a new name nothing can fork again, unless it's somebody else who is logged in: their logs begin otherwise.
  async #forked() {
    this.forks += 1;
    if (this.forks > 1) return { kind: "again" };
    await this.log.beginAnew();
    return null;
  }

  #patience() {
    return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
  }

  #sleep(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
