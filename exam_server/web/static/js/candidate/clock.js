// Time left, counted with the page's monotonic clock and set right by every reply of the server.

import { fill } from "./texts.js";

const MINUTES_UNTIL = 5 * 60;
const ANNOUNCED = [600, 300, 60];
const NOTICEABLE = 30;

export class Clock {
  #seconds = 0;
  #setAt = 0;
  #running = false;

  constructor({ panel, texts, total, onTimeUp }) {
    Object.assign(this, { panel, texts, onTimeUp });
    this.half = Math.round(total / 2);
    this.marks = [this.half, ...ANNOUNCED.filter((mark) => mark < this.half)];
    this.words = panel.querySelector("[data-time-words]");
    this.announcement = panel.querySelector("[data-time-announcement]");
    this.#letHide(panel.querySelector("[data-time-hide]"));
    setInterval(() => this.#tick(), 1000);
  }

  get remaining() {
    const gone = this.#running ? (performance.now() - this.#setAt) / 1000 : 0;
    return Math.max(0, Math.ceil(this.#seconds - gone));
  }

  set(seconds, endsAt, running) {
    const expected = this.#setAt ? this.remaining : seconds;
    this.#seconds = seconds;
    this.#setAt = performance.now();
    this.#running = running;
    this.endsAt = endsAt || this.endsAt || "";
    this.last ??= seconds;
    if (seconds - expected > NOTICEABLE) {
      this.last = seconds;
      this.#speak(this.texts.time_changed, seconds);
    }
    this.#show();
  }

  #tick() {
    const now = this.remaining;
    const mark = this.marks.filter((seconds) => this.last > seconds && now <= seconds).at(-1);
    if (this.#running && mark) {
      this.#speak(mark === this.half ? this.texts.half_left : this.texts.time_left_spoken, mark);
    }
    if (this.#running && now === 0 && this.last > 0) {
      this.onTimeUp();
    }
    this.last = now;
    this.#show();
  }

  #speak(words, seconds) {
    this.announcement.textContent = fill(words, { minutes: Math.round(seconds / 60) });
  }

  #show() {
    const now = this.remaining;
    const minutes = Math.floor(now / 60);
    const short = now < MINUTES_UNTIL;
    const time = short ? `${minutes}:${String(now % 60).padStart(2, "0")}` : `${minutes}\u00a0min`;
    const words = this.#running ? this.panel.dataset.wordsLeft : this.texts.time_stopped;
    this.words.textContent = fill(words, { time, end: this.endsAt });
    this.panel.classList.toggle("is-short", short);
  }

  // Hidden time still announces its few warnings.
  #letHide(button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      this.words.hidden = !this.words.hidden;
      button.textContent = this.words.hidden ? button.dataset.wordsShow : button.dataset.wordsHide;
    });
  }
}
