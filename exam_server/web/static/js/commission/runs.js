// Keeps the chair's board current, and says so when it can't.

const EVERY_MS = 1500;
const PATIENCE_MS = 5000;
const board = document.querySelector("[data-board]");
const stale = document.querySelector("[data-stale]");
let heard = performance.now();
let pressing = false;

// What has the focus is found again by where it leads.
function draw(html) {
  const { activeElement: active } = document;
  const inside = board.contains(active) && active !== board;
  const row = inside && active.closest("[id]")?.id;
  const place = inside && [...document.getElementById(row).querySelectorAll("a, button")].indexOf(active);
  board.innerHTML = html;
  if (!inside) return;
  const next = document.getElementById(row)?.querySelectorAll("a, button")[place];
  (next ?? board).focus({ preventScroll: true });
}

async function refresh() {
  try {
    const answer = await fetch(board.dataset.board, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const html = await answer.text();
    // A button that is replaced between the finger's down and up would swallow the tap.
    if (!pressing) draw(html);
    heard = performance.now();
  } catch {
    // Shown as stale below.
  }
  const isStale = performance.now() - heard > PATIENCE_MS;
  if (stale.hidden === isStale) stale.hidden = !isStale;
  setTimeout(refresh, EVERY_MS);
}

document.addEventListener("pointerdown", () => {
  pressing = true;
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    setTimeout(() => {
      pressing = false;
    }, 100);
  });
}

setTimeout(refresh, EVERY_MS);
document.documentElement.dataset.ready = "true";
