// Posts what the outbox holds, one request at a time, and tries again until the server has taken it.

const RETRY_MS = 2000;
const BATCH = 100;

export class Sender {
  constructor(outbox, urls, report) {
    Object.assign(this, { outbox, urls, report, busy: false, timer: 0 });
    addEventListener("online", () => this.send());
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    let online = true;
    while (online && this.outbox.size > 0) online = await (this.outbox.taps.length ? this.sendTaps() : this.sendRating());
    this.busy = false;
    this.report.waiting(this.outbox.size, online);
    if (this.outbox.size > 0) this.timer = setTimeout(() => this.send(), RETRY_MS);
  }

  async sendTaps() {
    const taps = this.outbox.batch(BATCH);
    const [{ device }] = taps;
    const entries = taps.map(({ device: _, ...entry }) => entry);
    const reply = await this.put(this.urls.observations, { device, entries });
    if (reply) this.outbox.settleTaps(device, reply.acknowledged ?? entries.map((entry) => entry.sequence));
    return Boolean(reply);
  }

  async sendRating() {
    const [rating] = this.outbox.ratings.values();
    const reply = await this.put(this.urls.ratings, rating);
    if (reply) this.outbox.settleRating(rating);
    return Boolean(reply);
  }

  // The reply; null where it has to be tried again. A refusal is final: it's told, and not sent again.
  async put(url, body) {
    const token = document.querySelector("meta[name=csrf-token]").content;
    try {
      const response = await fetch(url, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10000),
      });
      if (response.status === 422) {
        this.report.refused((await response.json()).error);
        return {};
      }
      if (response.status === 403 || response.status === 400) this.report.loggedOut();
      if (!response.ok) return null;
      const reply = await response.json();
      this.report.lacks(reply.lacks);
      return reply;
    } catch {
      return null;
    }
  }
}
