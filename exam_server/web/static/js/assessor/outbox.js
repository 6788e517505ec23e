// Taps and ratings that the server hasn't acknowledged, kept in localStorage so that a reload or a crash loses none.
//
// Every page load is a device of its own: two tabs never use the same sequence. What an earlier load left is sent too.

const newDevice = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Outbox {
  constructor(prefix) {
    this.device = newDevice();
    this.key = prefix + this.device;
    this.sequence = 0;
    this.taps = [];
    this.ratings = new Map();
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
      const left = JSON.parse(localStorage.getItem(key));
      this.taps.push(...left.taps);
      for (const rating of left.ratings) this.ratings.set(rating.criterion, rating);
      localStorage.removeItem(key);
    }
    this.keep();
  }

  get size() {
    return this.taps.length + this.ratings.size;
  }

  add(tap) {
    this.sequence += 1;
    const entry = { device: this.device, sequence: this.sequence, ...tap };
    this.taps.push(entry);
    this.keep();
    return entry;
  }

  // A tap of an earlier page load is undone under that load's device, far above the numbers it used itself.
  undo(tap) {
    const own = tap.device === this.device;
    if (own) this.sequence += 1;
    const sequence = own ? this.sequence : 2 ** 30 + crypto.getRandomValues(new Uint32Array(1))[0] % 2 ** 29;
    this.taps.push({ device: tap.device, sequence, undoes: tap.sequence });
    this.keep();
  }

  rate(rating) {
    this.ratings.set(rating.criterion, rating);
    this.keep();
  }

  // The oldest waiting taps of one device, in order.
  batch(limit) {
    const device = this.taps[0]?.device;
    return this.taps.filter((tap) => tap.device === device).slice(0, limit);
  }

  settleTaps(device, sequences) {
    const settled = new Set(sequences);
    this.taps = this.taps.filter((tap) => tap.device !== device || !settled.has(tap.sequence));
    this.keep();
  }

  settleRating(rating) {
    if (this.ratings.get(rating.criterion) === rating) this.ratings.delete(rating.criterion);
    this.keep();
  }

  keep() {
    if (this.size === 0) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, JSON.stringify({ taps: this.taps, ratings: [...this.ratings.values()] }));
  }
}
