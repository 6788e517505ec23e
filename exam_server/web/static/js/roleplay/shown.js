// What a card showed and when: noted as it comes onto the screen, kept on this device until the server has it.

const BATCH = 100;

export class ShownLog {
  constructor({ viewer, encounter, card, urls }, device) {
    Object.assign(this, { card, device, url: urls.shown, key: `exam-shown:${viewer}:${encounter}:${card}`, busy: false });
    this.sequence = 0;
    this.last = "";
    // Groups by device: what an earlier load of this page couldn't send goes first.
    this.waiting = JSON.parse(localStorage.getItem(this.key) ?? "[]");
  }

  note(seen, atSeconds) {
    const words = JSON.stringify(seen);
    if (words === this.last) return;
    this.last = words;
    this.sequence += 1;
    this.waiting.push({ device: this.device, sequence: this.sequence, at_seconds: atSeconds, seen });
    this.keep();
  }

  keep() {
    if (this.waiting.length) localStorage.setItem(this.key, JSON.stringify(this.waiting));
    else localStorage.removeItem(this.key);
  }

  async send() {
    if (this.busy || !this.waiting.length) return;
    this.busy = true;
    const [{ device }] = this.waiting;
    const batch = this.waiting.filter((entry) => entry.device === device).slice(0, BATCH);
    const entries = batch.map(({ device: _, ...entry }) => entry);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content },
        body: JSON.stringify({ device, card: this.card, entries }),
        signal: AbortSignal.timeout(10000),
      });
      // What is refused for good is dropped; an outage, a log-out and a page from before are tried again.
      if (response.ok || response.status === 422) {
        this.waiting = this.waiting.filter((entry) => !batch.includes(entry));
        this.keep();
      }
    } catch {
      // It's sent with the next look.
    }
    this.busy = false;
  }
}
