// Time left, counted with the page's monotonic clock and set right by every reply of the server.

import { fill } from "./texts.js";

const MINUTES_UNTIL = 5 * 60;
const ANNOUNCED = [600, 300, 60];
const NOTICEABLE = 30;

export class Clock {
  #seconds = 0;
  #setAt = 0;
  #running = false;
  #endsAt = "";

  constructor({ panel, speak, texts, total, onTimeUp }) {
    Object.assign(this, { panel, speak, texts, onTimeUp });
    this.marks = [Math.round(total / 2), ...ANNOUNCED.filter((mark) => mark < total / 2)];
    this.half = this.marks[0];
    this.left = panel.querySelector("[data-time-left]");
    this.end = panel.querySelector("[data-time-end]");
    this.#letHide(panel.querySelector("[data-time-hide]"));
    setInterval(() => this.#tick(), 1000);
  }

  get remaining() {
    const gone = this.#running ? (performance.now() - this.#setAt) / 1000 : 0;
    return Math.max(0, Math.ceil(this.#seconds - gone));
  }

  set(seconds, endsAt, running) {
    const before = this.remaining;
    const first = this.#setAt === 0;
    this.#seconds = seconds;
    this.#setAt = performance.now();
    this.#running = running;
    this.#endsAt = endsAt ?? this.#endsAt;
    if (first) {
      this.last = seconds;
    } else if (running && seconds - before > NOTICEABLE) {
      this.last = seconds;
      this.speak(fill(this.texts.time_changed, { minutes: Math.floor(seconds / 60) }));
    }
    this.#show();
  }

  #tick() {
    const now = this.remaining;
    const mark = this.marks.filter((seconds) => this.last > seconds && now <= seconds).at(-1);
    if (this.#running && mark) {
      const words = mark === this.half ? this.texts.half_left : this.texts.time_left_spoken;
      this.speak(fill(words, { minutes: Math.round(mark / 60) }));
    }
    if (this.#running && now === 0 && this.last > 0) {
      this.onTimeUp();
    }
    this.last = now;
    this.#show();
  }

  #show() {
    const now = this.remaining;
    const minutes = Math.floor(now / 60);
    const seconds = String(now % 60).padStart(2, "0");
    const short = now < MINUTES_UNTIL;
    this.left.textContent = short
      ? fill(this.texts.seconds_left, { time: `${minutes}:${seconds}` })
      : fill(this.texts.minutes_left, { minutes });
    this.end.textContent = this.#running
      ? fill(this.texts.ends_at, { time: this.#endsAt })
      : this.texts.time_stopped;
    this.panel.classList.toggle("is-short", short);
  }

  #letHide(button) {
    const shown = this.panel.querySelector("[data-time]");
    button.addEventListener("click", () => {
      shown.hidden = !shown.hidden;
      button.textContent = shown.hidden ? this.texts.show_time : this.texts.hide_time;
    });
  }
}
