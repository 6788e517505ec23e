// Keeps the board current: asks for its live parts, and replaces only what differs, so that focus and dialogs stay.

import { makeDialogs } from "../confirm.js";
import "../page.js";

const EVERY_MS = 1500;
const PATIENCE_MS = 5000;
const PARTS = ["board-as-of", "board-clock", "board-filters", "board-decisions"];
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
  if (held && document.activeElement !== held) {
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

const placesOf = (root) => [...root.querySelectorAll(".seats > li, .room-plan td")];
const isSame = (place) => "same" in place.dataset;

// The same seats in the same places change one by one; any other set of seats is laid out anew. The server names a seat
// without its markup where the page has it already.
function swapSeats(next) {
  const now = document.getElementById(SEATS);
  const places = placesOf(next);
  const ids = (all) => all.map((place) => place.id).join();
  if (places.length > 0 && ids(places) === ids(placesOf(now))) {
    for (const place of places.filter((each) => each.id && !isSame(each))) {
      holdFocus(now, () => document.getElementById(place.id).replaceWith(place));
    }
  } else if (places.length > 0 || now.innerHTML !== next.innerHTML) {
    holdFocus(now, () => {
      places.filter(isSame).forEach((place) => place.replaceWith(document.getElementById(place.id)));
      now.replaceWith(next);
    });
  }
}

async function refresh() {
  const seen = placesOf(board).map((place) => place.dataset.stamp ?? "").join(" ");
  const answer = await fetch(board.dataset.refresh, {
    headers: { Accept: "text/html", "X-Board-Seen": seen },
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
