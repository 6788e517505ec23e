// The server's time as this tablet reckons it: from the server's last word on, by the page's own clock that nobody can set.

export class ServerClock {
  // `steady` counts milliseconds since the page was opened; `wall` is the device's clock, which only bridges a reload that
  // had no server to ask: `offset` is what it was found to be wrong by.
  constructor({ now, offset = null, steady = () => performance.now(), wall = () => Date.now() }) {
    Object.assign(this, { steady, wall });
    this.hear(offset === null ? now : wall() + offset);
  }

  hear(now) {
    this.base = now;
    this.since = this.steady();
  }

  now() {
    return this.base + this.steady() - this.since;
  }

  get offset() {
    return this.now() - this.wall();
  }
}

export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
