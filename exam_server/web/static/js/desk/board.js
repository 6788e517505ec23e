// Keeps the board current: asks for its live parts, and replaces only what differs, so that focus and dialogs stay.

import { makeDialogs } from "../confirm.js";
import "../page.js";

const EVERY_MS = 1500;
const PATIENCE_MS = 5000;
const PARTS = ["board-as-of", "board-filters", "board-decisions"];
const SEATS = "board-seats";

const board = document.getElementById("board");
const notice = document.getElementById("board-stale");
const last = new Map();

// What has the focus, found again in the markup that replaces it.
function holdFocus(place, replace) {
  const active = document.activeElement;
  const held = place.contains(active) && active;
  const wanted = held && (active.id ? `#${CSS.escape(active.id)}` : active.href && `a[href="${CSS.escape(active.getAttribute("href"))}"]`);
  replace();
  if (held && !document.contains(held)) {
    ((wanted && board.querySelector(wanted)) || board).focus({ preventScroll: true });
  }
}

function swap(now, next) {
  if (last.get(next.id) === next.outerHTML || now.querySelector("dialog[open]")) {
    return;
  }
  last.set(next.id, next.outerHTML);
  holdFocus(now, () => {
    now.replaceWith(next);
    makeDialogs(next);
  });
}

const tilesOf = (root) => [...root.querySelectorAll("[id^=seat-]")];

// The same seats in the same places change one by one; any other set of seats is laid out anew.
function swapSeats(next) {
  const now = document.getElementById(SEATS);
  const tiles = tilesOf(next);
  const same = tiles.map((tile) => tile.id).join() === tilesOf(now).map((tile) => tile.id).join();
  if (same && tiles.length > 0) {
    tiles.forEach((tile) => swap(document.getElementById(tile.id), tile));
  } else if (now.innerHTML !== next.innerHTML) {
    holdFocus(now, () => now.replaceWith(next));
  }
}

async function refresh() {
  const answer = await fetch(board.dataset.refresh, {
    headers: { Accept: "text/html" },
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const seats = parsed.getElementById(SEATS);
  if (!answer.ok || !seats) {
    throw new Error(`${answer.status}`);
  }
  PARTS.forEach((id) => swap(document.getElementById(id), parsed.getElementById(id)));
  swapSeats(seats);
}

// An old board must never look like a current one: the page says when it couldn't be refreshed.
async function keepCurrent() {
  try {
    await refresh();
    notice.hidden = true;
  } catch {
    notice.hidden = false;
  }
  setTimeout(keepCurrent, EVERY_MS);
}

setTimeout(keepCurrent, EVERY_MS);
