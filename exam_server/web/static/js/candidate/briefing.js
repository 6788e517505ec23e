// The preparation clock, and a look every few seconds whether the briefing is open; it never speaks each second.

const LOOK_MS = 5000;

export function openBriefing() {
  const panel = document.querySelector("[data-preparation]");
  if (panel) {
    runClock(panel, performance.now());
  }
  if (document.querySelector("[data-not-open]")) {
    setTimeout(() => location.reload(), LOOK_MS);
  }
}

function runClock(panel, started) {
  const show = panel.querySelector("[role=timer]");
  setInterval(() => {
    const left = Number(panel.dataset.preparation) - Math.floor((performance.now() - started) / 1000);
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const words = left > 0 ? panel.dataset.wordsLeft.replace("{time}", time) : panel.dataset.wordsOver;
    if (show.textContent !== words) {
      show.textContent = words;
    }
  }, 500);
}
