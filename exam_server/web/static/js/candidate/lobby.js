// The lobby: waits for the desk to open the test, and for the instant at which it begins for everybody.

import { announce } from "./announcement.js";
import { Heartbeat } from "./heartbeat.js";
import { stayWithin } from "./staying.js";

const BEFORE = new Set(["waiting", "admitted"]);
const RUNNING = new Set(["open", "paused", "elsewhere"]);

// Resolves once, with what the server says of the running test; a test that's over is left for its receipt.
export function waitForStart(data, csrf) {
  return new Promise((resolve) => new Lobby(data, csrf, resolve).begin());
}

class Lobby {
  #startsAt = 0;
  #counting = 0;
  #contact = document.querySelector("[data-no-contact]");
  #held = document.querySelector('[data-notice="held"]');

  constructor(data, csrf, onStart) {
    Object.assign(this, { data, onStart });
    this.heartbeat = new Heartbeat({
      url: data.urls.state,
      csrf,
      seconds: data.lobby_seconds,
      tell: () => ({}),
      onReply: (standing) => this.#hear(standing),
      onSilence: () => {
        this.#contact.hidden = false;
      },
    });
  }

  begin() {
    this.heartbeat.start();
    // Who waits has time for the worker; a test that runs comes first.
    if (BEFORE.has(this.data.state)) {
      stayWithin();
    }
    this.#hear(this.data);
  }

  #hear(standing) {
    this.#contact.hidden = true;
    announce(standing);
    this.#held.hidden = standing.state !== "held";
    if (standing.state === "held") {
      this.#show("");
    } else if (BEFORE.has(standing.state)) {
      this.#show(standing.state);
    } else if (!RUNNING.has(standing.state)) {
      location.replace(this.data.urls.receipt);
    } else if (!this.#startsAt) {
      this.#countDown(standing);
    }
  }

  #countDown(standing) {
    const wait = (standing.starts_in_seconds ?? 0) * 1000;
    this.#startsAt = performance.now() + wait;
    this.heartbeat.stop();
    setTimeout(() => {
      clearTimeout(this.#counting);
      this.onStart({ ...standing, starts_in_seconds: 0 });
    }, wait);
    this.#count();
  }

  #count() {
    const left = Math.ceil((this.#startsAt - performance.now()) / 1000);
    this.#show("starting", left);
    if (left > 0) {
      this.#counting = setTimeout(() => this.#count(), 250);
    }
  }

  #show(state, left = 0) {
    for (const part of document.querySelectorAll("[data-lobby-state]")) {
      part.hidden = part.dataset.lobbyState !== state;
    }
    document.querySelector("[data-countdown]").textContent = left > 0 ? `${left} s` : "";
  }
}
