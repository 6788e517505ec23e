// The lobby: waits for the desk to open the test, and for the instant at which it begins for everybody.

import { Heartbeat } from "./heartbeat.js";

const BEFORE = new Set(["waiting", "admitted"]);
const RUNNING = new Set(["open", "paused", "elsewhere"]);

function show(state, left = 0) {
  for (const part of document.querySelectorAll("[data-lobby-state]")) {
    part.hidden = part.dataset.lobbyState !== state;
  }
  document.querySelector("[data-countdown]").textContent = left > 0 ? `${left} s` : "";
}

// Resolves once, with what the server says of the running test; a test that's over is left for its receipt.
export function waitForStart(data, csrf) {
  const contact = document.querySelector("[data-no-contact]");
  const announcement = document.querySelector("[data-announcement]");
  const held = document.querySelector('[data-notice="held"]');
  let startsAt = 0;
  let counting = 0;
  return new Promise((resolve) => {
    const hear = (standing) => {
      contact.hidden = true;
      announcement.textContent = standing.announcement ?? "";
      announcement.hidden = !standing.announcement;
      held.hidden = standing.state !== "held";
      if (standing.state === "held") {
        show("");
      } else if (BEFORE.has(standing.state)) {
        show(standing.state);
      } else if (!RUNNING.has(standing.state)) {
        location.replace(data.urls.receipt);
      } else if (!startsAt) {
        const wait = (standing.starts_in_seconds ?? 0) * 1000;
        startsAt = performance.now() + wait;
        heartbeat.stop();
        setTimeout(() => {
          clearTimeout(counting);
          resolve({ ...standing, starts_in_seconds: 0 });
        }, wait);
        count();
      }
    };
    const count = () => {
      const left = Math.ceil((startsAt - performance.now()) / 1000);
      show("starting", left);
      if (left > 0) {
        counting = setTimeout(count, 250);
      }
    };
    const heartbeat = new Heartbeat({
      url: data.urls.state,
      csrf,
      seconds: data.lobby_seconds,
      tell: () => ({}),
      onReply: hear,
      onSilence: () => {
        contact.hidden = false;
      },
    });
    heartbeat.start();
    hear(data);
  });
}
