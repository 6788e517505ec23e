// The assessor's sheet: a tap is noted at once on this device, and it's on the server when the strip says so.

import { Outbox } from "./outbox.js";
import { Sender } from "./sender.js";
import { Timeline, clock } from "./timeline.js";

const POLL_MS = 5000;
const TYPING_MS = 800;
const data = JSON.parse(document.getElementById("sheet-data").textContent);
const find = (selector) => document.querySelector(selector);
const outbox = new Outbox(`exam-sheet:${data.viewer}:${data.encounter}:`);
const timeline = new Timeline(data, merged());
let seen = { seconds: data.run_seconds, at: performance.now(), state: data.state };

// The server's taps, and those that still wait here from an earlier load of the page.
function merged() {
  const known = new Set(data.taps.map((tap) => `${tap.device} ${tap.sequence}`));
  const waiting = outbox.taps.filter((tap) => !tap.undoes && !known.has(`${tap.device} ${tap.sequence}`));
  const taps = [...data.taps, ...waiting.map((tap) => ({ ...tap }))].sort((a, b) => a.at_seconds - b.at_seconds);
  for (const undo of outbox.taps.filter((tap) => tap.undoes)) {
    const tap = taps.find((each) => each.device === undo.device && each.sequence === undo.undoes);
    if (tap) tap.undone = true;
  }
  return taps;
}

const isWaiting = (tap) => outbox.taps.some((each) => each.device === tap.device && each.sequence === tap.sequence);
const now = () => seen.seconds + (seen.state === "running" ? Math.floor((performance.now() - seen.at) / 1000) : 0);

const report = {
  waiting(count) {
    const strip = find("#sync-strip");
    const state = count ? "waiting" : "saved";
    const words = strip.dataset[count ? "wordsWaiting" : "wordsSaved"].replace("{count}", count);
    if (strip.dataset.state !== state) strip.dataset.state = state;
    const line = strip.querySelector("[data-save-words]");
    if (line.textContent !== words) line.textContent = words;
    find("[data-seal]")?.setAttribute("aria-disabled", count > 0);
    timeline.show(isWaiting);
    const undo = find("[data-undo]");
    if (undo) undo.disabled = !timeline.last;
  },
  refused(error) {
    tell(data.words.refused.replace("{why}", `${error.what} ${error.why} ${error.remedy}`));
  },
  loggedOut() {
    tell(data.words.again);
  },
  lacks(lacks) {
    const rows = lacks.map(({ criterion, message }) => {
      const link = document.createElement("a");
      link.href = `#rate-${criterion}`;
      link.textContent = message;
      return link;
    });
    const items = (rows.length ? rows : [data.words.complete]).map((content) => {
      const item = document.createElement("li");
      item.append(content);
      return item;
    });
    find("[data-lacks]").replaceChildren(...items);
  },
};

function tell(words) {
  const line = find("[data-refusal]");
  line.textContent = words;
  line.hidden = false;
}

const sender = new Sender(outbox, data.urls, report);

function changed() {
  report.waiting(outbox.size);
  sender.send();
}

function tap(entry) {
  timeline.taps.push({ ...outbox.add({ note: "", ...entry }), undone: false });
  changed();
}

function undoLast() {
  const { last } = timeline;
  if (!last) return null;
  last.undone = true;
  outbox.undo(last);
  return last;
}

function show(view) {
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== view;
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", button.dataset.view === view);
}

// A link to a criterion's rating opens the part of the sheet in which it stands.
function follow(hash) {
  const target = hash.startsWith("#rate-") && document.getElementById(hash.slice(1));
  if (!target) return false;
  show("rate");
  target.scrollIntoView();
  target.querySelector("input, textarea").focus({ preventScroll: true });
  return true;
}

function ratingOf(section) {
  const chosen = section.querySelector("input:checked");
  if (!chosen) return;
  const level = chosen.value === "no_opportunity" ? null : Number(chosen.value);
  outbox.rate({ criterion: section.dataset.rating, level, justification: section.querySelector("textarea").value });
  changed();
}

for (const rating of outbox.ratings.values()) {
  const section = find(`[data-rating="${CSS.escape(rating.criterion)}"]`);
  section.querySelector(`input[value="${rating.level ?? "no_opportunity"}"]`).checked = true;
  section.querySelector("textarea").value = rating.justification;
}

let typing = 0;
document.addEventListener("input", (event) => {
  const section = event.target.closest("[data-rating]");
  if (!section) return;
  clearTimeout(typing);
  if (event.target.type === "radio") ratingOf(section);
  else typing = setTimeout(() => ratingOf(section), TYPING_MS);
});
document.addEventListener("change", (event) => {
  const section = event.target.closest("[data-rating]");
  if (section && event.target.localName === "textarea") {
    clearTimeout(typing);
    ratingOf(section);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button || button.disabled) return;
  if (button.dataset.point) {
    const { point, value, counter } = button.dataset;
    tap({ point, value: Number(value), counter, at_seconds: now() });
  } else if (button.hasAttribute("data-undo")) {
    undoLast();
    changed();
  } else if (button.dataset.view) {
    show(button.dataset.view);
  } else if (button.dataset.assemble) {
    const section = button.closest("[data-rating]");
    const text = section.querySelector("textarea");
    text.value = [text.value.trim(), timeline.justification(button.dataset.assemble)].filter(Boolean).join("\n").slice(0, 4000);
    ratingOf(section);
    text.focus();
  } else if (button.hasAttribute("data-seal") && outbox.size > 0) {
    event.preventDefault();
    sender.send();
  } else if (button.hash && follow(button.hash)) {
    event.preventDefault();
  }
});

find("[data-note]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.querySelector("input");
  const note = input.value.trim();
  const last = note && undoLast();
  if (!last) return;
  const { point, value, counter, at_seconds } = last;
  tap({ point, value, counter, at_seconds, note: [last.note, note].filter(Boolean).join("; ") });
  input.value = "";
});

setInterval(() => {
  const shown = find("[data-run-clock]");
  const words = clock(now());
  if (shown.textContent !== words) shown.textContent = words;
}, 250);

async function poll() {
  try {
    const response = await fetch(data.urls.state, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(POLL_MS) });
    if (!response.ok) return;
    const state = await response.json();
    seen = { seconds: state.run_seconds, at: performance.now(), state: state.state };
    find("[data-state-words]").textContent = state.words;
    const sealed = find("[data-sealed-count]");
    sealed.textContent = sealed.dataset.words.replace("{sealed}", state.sealed_count).replace("{all}", state.assessors);
  } catch {
    // The strip tells of a lost connection as soon as something waits.
  }
}

setInterval(poll, POLL_MS);
follow(location.hash);
changed();
document.documentElement.dataset.ready = "true";
