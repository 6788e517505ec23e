// The role-player's card and the prompter's page: what is said now comes from the server; taps are kept until it has them.

import { ShownLog } from "./shown.js";

const POLL_MS = 1500;
const UNDOABLE = ["behaviour", "silence", "fact", "cue", "phase"];
const data = JSON.parse(document.getElementById("run-data").textContent);
const find = (selector) => document.querySelector(selector);
const key = `exam-run:${data.viewer}:${data.encounter}`;
const device = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let waiting = JSON.parse(localStorage.getItem(key) ?? "[]");
let sequence = 0;
let sending = false;
let shown = "";
let pressing = false;
let seen = { ...data.clock, at: performance.now() };
const log = new ShownLog(data, device);

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function keep() {
  if (waiting.length) localStorage.setItem(key, JSON.stringify(waiting));
  else localStorage.removeItem(key);
  const strip = find("#sync-strip");
  strip.dataset.state = waiting.length ? "waiting" : "saved";
  const words = waiting.length ? data.words.waiting.replace("{count}", waiting.length) : data.words.saved;
  const line = strip.querySelector("[data-save-words]");
  if (line.textContent !== words) line.textContent = words;
}

// True when the server has taken the event or refused it for good; false to try again.
async function post(event) {
  try {
    const response = await fetch(data.urls.events, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": find("meta[name=csrf-token]").content },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10000),
    });
    if (response.status !== 422) return response.ok;
    const { error } = await response.json();
    find("[data-refusal]").textContent = `${error.what} ${error.why} ${error.remedy}`;
    find("[data-refusal]").hidden = false;
    return true;
  } catch {
    return false;
  }
}

async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length && (await post(waiting[0]))) {
    waiting.shift();
    keep();
  }
  sending = false;
  await refresh();
}

async function refresh() {
  try {
    const response = await fetch(data.urls.now, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": find("meta[name=csrf-token]").content },
      body: JSON.stringify({ device, waiting: waiting.length }),
      signal: AbortSignal.timeout(5000),
    });
    if (response.ok) take(await response.json());
  } catch {
    // The next look is a moment away.
  }
}

function take(reply) {
  seen = { ...reply.clock, at: performance.now() };
  // A button that is replaced between the finger's down and up would swallow the tap.
  if (pressing) return;
  if (reply.html !== shown) draw(reply.html);
  log.note(reply.seen, reply.clock.room_seconds);
  log.send();
}

// What somebody types, has opened or has focused outlives the drawing.
function draw(html) {
  const now = find("[data-now]");
  const focused = document.activeElement?.dataset ?? {};
  const words = find("[data-words]")?.value ?? "";
  const opened = [...now.querySelectorAll("details[open]")].map((each) => each.dataset.key);
  shown = html;
  now.innerHTML = html;
  for (const details of now.querySelectorAll("details")) details.open = opened.includes(details.dataset.key);
  const field = find("[data-words]");
  if (field) field.value = words;
  if (focused.reference) now.querySelector(`[data-reference="${CSS.escape(focused.reference)}"]`)?.focus();
  else if (focused.words !== undefined) field?.focus();
  const told = [...now.querySelectorAll("[data-strip]")].map((each) => each.textContent.trim()).join(" ");
  if (find("[data-told]").textContent !== told) find("[data-told]").textContent = told;
  tick();
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

// A tap that still waits here is the last one, before any that the server knows of.
function lastTap(known) {
  const undone = waiting.filter((event) => event.kind === "undo").map((event) => event.reference);
  const own = waiting.filter((event) => UNDOABLE.includes(event.kind)).map((event) => `${event.device}:${event.sequence}`);
  return own.filter((key) => !undone.includes(key)).at(-1) ?? known;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-kind]");
  if (!button || button.disabled) return;
  sequence += 1;
  const { kind, topic = "" } = button.dataset;
  const reference = kind === "undo" ? lastTap(button.dataset.reference) : (button.dataset.reference ?? "");
  const field = ["reason", "resume"].includes(kind) ? find("[data-words]") : null;
  waiting.push({ device, sequence, kind, reference, topic, note: field?.value.trim() ?? "" });
  if (field) field.value = "";
  const topics = button.closest("details");
  if (topics) topics.open = false;
  find("[data-refusal]").hidden = true;
  keep();
  send();
});

function tick() {
  const since = Math.floor((performance.now() - seen.at) / 1000);
  const passed = seen.runs ? since : 0;
  for (const [name, seconds] of Object.entries({ run: seen.run_seconds, phase: seen.phase_seconds })) {
    const place = find(`[data-clock=${name}]`);
    if (place) place.textContent = clock(seconds + passed);
  }
  const leaving = find("[data-leaving]");
  if (!leaving) return;
  const left = Number(leaving.dataset.leaving) - seen.since_end - since;
  const words = left > 0 ? clock(left) : leaving.dataset.wordsOver;
  if (leaving.textContent !== words) leaving.textContent = words;
}

setInterval(tick, 250);
setInterval(() => (waiting.length ? send() : refresh()), POLL_MS);
keep();
send();
document.documentElement.dataset.ready = "true";
