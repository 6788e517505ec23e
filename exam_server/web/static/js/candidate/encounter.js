// The clock of a simulation by the server's time, and a look every two seconds at where it stands; it never speaks.

const LOOK_MS = 2000;
const LAST_SECONDS = 300;

// A briefing page changes with the encounter's state: what lies on the table then is the server's to say.
export function openEncounter() {
  const panel = document.querySelector("[data-encounter-clock]");
  if (panel) new EncounterClock(panel, true);
  if (document.querySelector("[data-not-open]")) setTimeout(() => location.reload(), 2 * LOOK_MS);
}

// A page on which somebody writes stays as it is.
export function openClock() {
  const panel = document.querySelector("[data-encounter-clock]");
  if (panel) new EncounterClock(panel, false);
}

class EncounterClock {
  constructor(panel, reloads) {
    Object.assign(this, { panel, reloads, show: panel.querySelector("[role=timer]") });
    this.take(JSON.parse(panel.dataset.encounterClock));
    setInterval(() => this.draw(), 500);
    setTimeout(() => this.look(), LOOK_MS);
  }

  take(clock) {
    this.clock = clock;
    this.at = performance.now();
  }

  async look() {
    try {
      const answer = await fetch(this.panel.dataset.now, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) });
      if (answer.ok) {
        const clock = await answer.json();
        if (this.reloads && clock.state !== this.clock.state) {
          location.reload();
          return;
        }
        this.take(clock);
      }
    } catch {
      // It goes on counting; the next look is a moment away.
    }
    setTimeout(() => this.look(), LOOK_MS);
  }

  draw() {
    const words = this.words(Math.floor((performance.now() - this.at) / 1000));
    if (this.show.textContent !== words) this.show.textContent = words;
  }

  words(passed) {
    const { dataset } = this.panel;
    const { state, stands, preparation_left: preparation, left_seconds: left } = this.clock;
    if (state === "briefing") return preparation > passed ? dataset.wordsPreparing.replace("{time}", clock(preparation - passed)) : dataset.wordsPrepared;
    if (stands) return dataset.wordsStands;
    if (state === "running") return left > passed ? dataset.wordsLeft.replace("{time}", clock(left - passed)) : dataset.wordsOver;
    return dataset.wordsEnded;
  }
}

// Minutes until five are left, then minutes and seconds.
function clock(seconds) {
  if (seconds > LAST_SECONDS) return `${Math.ceil(seconds / 60)}\u00a0min`;
  return `${Math.floor(seconds / 60)}\u00a0min ${String(seconds % 60).padStart(2, "0")}\u00a0s`;
}
