// A card without its server: the whole script of its role, at the standing to which this tablet's own taps have brought the run.

const MOVES = {
  waiting: { start: "running" },
  running: { pause: "paused", end: "over", stop: "over" },
  paused: { resume: "running", end: "over", stop: "over" },
};
const OVER = new Set(["ended", "stopped"]);
// One look that fails is nothing to tell of yet.
const PATIENCE = 2;

// What is known of a run by the server's word of a moment; all in its milliseconds.
export const heardOf = ({ clock, seen }) => ({
  standing: OVER.has(seen.standing[0]) ? "over" : seen.standing[0],
  run: clock.run_seconds * 1000,
  at: clock.now_ms - (OVER.has(seen.standing[0]) ? clock.since_end * 1000 : 0),
});

// Where the run stands by that word and the taps since then. A pause goes on only once it has its reason, as on the server.
export function reckon(heard, taps, now) {
  let { standing, run, at } = heard;
  let reasoned = false;
  for (const { event, reference, note, at: tapped } of taps) {
    if (event === "pause" || event === "reason") reasoned = Boolean(reference) && (reference !== "other" || Boolean(note));
    const next = MOVES[standing]?.[event];
    if (!next) continue;
    if (standing === "running") run += Math.max(0, tapped - at);
    [standing, at] = [next, tapped];
  }
  const face = standing === "paused" && reasoned ? "going_on" : standing;
  const since = Math.max(0, now - at);
  const seconds = Math.floor((standing === "running" ? run + since : run) / 1000);
  return { face, standing, runs: standing === "running", run_seconds: seconds, since_end: standing === "over" ? Math.floor(since / 1000) : 0 };
}

export class Alone {
  #misses = 0;
  #asked;

  // `whole`: the faces that came with the page; `show(face, clock)` draws one. A page that the tablet kept begins with them.
  constructor({ whole, log, clock, heard, notice, show, asked }) {
    Object.assign(this, { whole, log, clock, heard, notice, show });
    this.#asked = asked;
    notice.querySelector("button").addEventListener("click", () => {
      this.#asked = true;
      this.look();
    });
  }

  get isAway() {
    return this.#misses >= PATIENCE;
  }

  // The server has spoken: its card counts.
  hear(reply) {
    this.heard = heardOf(reply);
    this.#misses = 0;
    this.#asked = false;
    this.notice.hidden = true;
  }

  miss() {
    this.#misses += 1;
    this.look();
  }

  // The last card stays while it fits: nobody wants all of a script before they ask for it.
  look() {
    if (!this.isAway) return;
    const now = reckon(this.heard, this.#taps(), this.clock.now());
    const whole = this.#asked || now.standing !== this.heard.standing;
    this.notice.hidden = false;
    this.notice.querySelector("button").hidden = whole;
    if (whole) this.show(this.whole[now.face], now);
  }

  #taps() {
    const said = this.log.entries.map(({ sequence, text }) => ({ sequence, ...JSON.parse(text) }));
    return said.filter(({ kind, sequence, at }) => kind === "event" && (sequence > this.log.acknowledged || at > this.heard.at));
  }
}
