// Random days of tablets, with the real client rules, the browser's real IndexedDB and the real server; only the network
// between them is made up: it drops, repeats and reorders what passes. It gives what each tablet wrote, and every line it showed.

async ({ seeds, encounter, account, csrf, url, script, modules }) => {
  const [{ openStore }, { openLog }, { Poster }, { ServerClock }, { fold, merge, read }] = await Promise.all(modules.map((each) => import(each)));

  function random(seed) {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  async function ask(body) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf };
    const response = await fetch(url, { method: "PUT", headers, body: JSON.stringify(body) });
    return { status: response.status, reply: await response.json() };
  }

  class Network {
    constructor(chance) {
      Object.assign(this, { chance, up: true, calm: false, stale: [] });
    }

    async put(body) {
      const nothing = { status: 0, reply: null };
      if (this.calm) return ask(body);
      if (!this.up || this.chance() < 0.2) return nothing;
      if (this.chance() < 0.15) this.stale.push(body);
      if (this.stale.length > 0 && this.chance() < 0.3) await ask(this.stale.splice(Math.floor(this.chance() * this.stale.length), 1)[0]);
      if (this.chance() < 0.15) await ask(body);
      const answer = await ask(body);
      return this.chance() < 0.15 ? nothing : answer;
    }
  }

  class Tablet {
    constructor(day, number) {
      Object.assign(this, { day, number, network: new Network(day.chance), dead: false, lines: [], written: [], times: [] });
      this.wrong = Math.round((day.chance() - 0.5) * 2e8);
    }

    async open() {
      this.store = await openStore(`day-${this.day.seed}-${this.number}`);
      this.log = await openLog(this.store, { encounter, account });
      const offset = (await this.store.note("offset")) ?? null;
      const opened = this.day.now;
      const steady = () => this.day.now - opened;
      this.clock = new ServerClock({ now: this.day.now, offset: this.network.up ? null : offset, steady, wall: () => this.day.now + this.wrong });
      this.poster = new Poster({
        log: this.log,
        put: (body) => this.network.put(body),
        report: () => this.show(),
        pause: () => new Promise((resolve) => (this.wake = resolve)),
      });
    }

    // A reload, or a browser that was closed: only what the store holds comes back.
    async reopen() {
      this.poster.stop();
      this.wake?.();
      await this.running;
      this.store.database?.close();
      await this.open();
    }

    show() {
      const { acknowledged, made, device } = this.log;
      this.lines.push({ device, acknowledged, made, digest: this.log.digestAt(acknowledged), letters: this.log.letters });
    }

    async write(kind, payload) {
      const entry = await this.log.append(kind, this.clock.now(), payload);
      this.written.push({ device: this.log.device, text: entry.text });
      this.times.push([this.day.now, JSON.parse(entry.text).at]);
      this.show();
      return entry;
    }

    // One attempt to send: as far as the network lets it come.
    async post() {
      this.wake?.();
      this.wake = null;
      this.running = this.poster.send();
      while (this.poster.failures === 0 && this.log.waiting > 0) await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 1))]);
      await this.store.setNote("offset", this.clock.offset);
    }

    async flush() {
      this.network.calm = true;
      for (let attempt = 0; this.log.waiting > 0 && attempt < 50; attempt += 1) {
        this.wake?.();
        this.wake = null;
        this.running = this.poster.send();
        await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 20))]);
      }
      this.show();
    }

    sheet(others) {
      const own = this.log.entries.map((entry) => read(this.log.device, entry.text));
      return fold(merge(own, others.map(({ device, text }) => read(device, text))));
    }
  }

  async function act(tablet, day) {
    const { chance } = day;
    const draw = chance();
    const taps = tablet.log.entries.filter((entry) => JSON.parse(entry.text).kind === "tap");
    const tap = taps.at(Math.floor(chance() * taps.length));
    if (draw < 0.4) await tablet.write("tap", { point: script.point, value: chance() < 0.5 ? 0 : 1, counter: "" });
    else if (draw < 0.5 && tap) await tablet.write("undo", { of: tablet.log.device, tap: tap.sequence });
    else if (draw < 0.6 && tap) await tablet.write("note", { of: tablet.log.device, tap: tap.sequence, words: `żółć “${chance()}” \u2028 😀` });
    else if (draw < 0.75) await tablet.write("rate", { criterion: script.criterion, level: Math.floor(chance() * 5) - 1 < 0 ? null : Math.floor(chance() * 4), justification: "" });
    else if (draw < 0.8) tablet.network.up = !tablet.network.up;
    else if (draw < 0.86) await tablet.reopen();
    else if (draw < 0.87 && day.tablets.length > 1) tablet.dead = true;
    else await tablet.post();
    day.now += Math.floor(chance() * 60_000);
  }

  async function live(seed) {
    const day = { seed, chance: random(seed), now: 1_790_000_000_000 };
    day.tablets = Array.from({ length: 1 + Math.floor(day.chance() * 2) }, (_, number) => new Tablet(day, number));
    for (const tablet of day.tablets) await tablet.open();
    for (let step = 0; step < 40; step += 1) {
      const alive = day.tablets.filter((tablet) => !tablet.dead);
      if (alive.length > 0) await act(alive[Math.floor(day.chance() * alive.length)], day);
    }
    for (const tablet of day.tablets.filter((each) => !each.dead)) await tablet.flush();
    const arrived = day.tablets.flatMap((tablet) => tablet.written.slice(0, tablet.dead ? tablet.log.acknowledged : undefined));
    return day.tablets.map((tablet) => {
      const sheet = tablet.sheet(arrived);
      const { dead, lines, written, times } = tablet;
      return { dead, lines, written, times, taps: sheet.taps, ratings: [...sheet.ratings], device: tablet.log.device };
    });
  }

  const days = [];
  for (const seed of seeds) days.push(await live(seed));
  return days;
}
