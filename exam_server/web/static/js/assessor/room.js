// The room's clock and the encounter's state as this tablet knows them: by the server's words, and by its time between them.

const POLL_MS = 5000;

export class Room {
  constructor({ data, clock, line, log, heard }) {
    Object.assign(this, { clock, line, log, heard, url: data.urls.state });
    this.state = data;
  }

  // What the server said last also stands through a reload without it.
  take(state) {
    this.state = { ...this.state, ...state };
  }

  get seconds() {
    const { state, started_ms: started, run_seconds: whole } = this.state;
    if (state !== "running" || started === null) return whole;
    return Math.max(0, Math.floor((this.clock.now() - started) / 1000));
  }

  // The second of the run at which something was noted, within what has passed of it.
  second({ at, paper }) {
    const { started_ms: started } = this.state;
    if (started === null) return 0;
    if (paper !== undefined) return Math.min(paper, this.seconds);
    return Math.min(Math.max(0, Math.floor(at / 1000) - Math.floor(started / 1000)), this.seconds);
  }

  watch() {
    setInterval(() => this.ask(), POLL_MS);
  }

  async ask() {
    const { status, reply } = await this.#look();
    if (status !== 200) return;
    this.clock.hear(reply.now_ms);
    this.take(reply);
    this.heard(this.state);
  }

  // The poll also tells that this tablet is there. After a new log-in its token is refused, and the plain look brings one.
  async #look() {
    const answer = await this.line.put(this.url, { device: this.log.device, waiting: this.log.waiting });
    return answer.status === 400 || answer.status === 403 ? this.line.get(this.url) : answer;
  }
}
