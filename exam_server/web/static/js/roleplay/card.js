// The role-player's card and the prompter's page: what is said now comes from the server; a tap stands in this tablet's log at
// once, with its moment, and counts at that moment however late it arrives.

import { minutes, ServerClock } from "../tablet/clock.js";
import { openRunLog } from "../tablet/log.js";
import { Poster } from "../tablet/poster.js";
import { Line } from "../tablet/put.js";
import { openPage } from "../tablet/ready.js";
import { StatusLine } from "../tablet/status.js";
import { openStore } from "../tablet/store.js";
import { Face } from "./face.js";

const POLL_MS = 1500;
const UNDOABLE = ["behaviour", "silence", "fact", "cue", "phase"];
const data = JSON.parse(document.getElementById("run-data").textContent);
const find = (selector) => document.querySelector(selector);
const log = await openRunLog(await openStore(), { encounter: data.encounter, account: data.viewer });
const clock = new ServerClock({ now: data.clock.now_ms });
const line = new Line(find("meta[name=csrf-token]").content, data.viewer);
const status = new StatusLine(find("#sync-strip"));
const poster = new Poster({ log, put, report });
const face = new Face(find("[data-now]"));
let seen = { ...data.clock, at: performance.now() };
let shown = "";

async function put(batch) {
  const answer = await line.put(data.urls.log, batch);
  if (answer.status === 200) for (const { why } of answer.reply.declined) refuse(why);
  return answer;
}

function refuse(words) {
  find("[data-refusal]").textContent = words;
  find("[data-refusal]").hidden = !words;
}

function report(trouble) {
  status.show(log, trouble);
  if (trouble?.kind === "again") refuse(data.words.again);
  if (trouble?.kind === "refused" && trouble.error) refuse(`${trouble.error.what} ${trouble.error.why} ${trouble.error.remedy}`);
  if (!trouble) refresh();
}

// What a card showed is an entry like a tap: told once it's on the screen.
async function write(kind, payload) {
  await log.append(kind, clock.now(), payload);
  status.show(log);
  poster.send();
}

// The look also tells that this tablet is there. After a new log-in its token is refused, and the plain look brings one.
async function refresh() {
  const told = await line.put(data.urls.now, { device: log.device, waiting: log.waiting });
  const answer = told.status === 400 || told.status === 403 ? await line.get(data.urls.now) : told;
  if (answer.status === 200) take(answer.reply);
  else if (answer.status === 401 && !isShut()) report({ kind: "again" });
}

// Whether the page has said that its account isn't logged in.
const isShut = () => find("[data-refusal]").textContent === data.words.again;

function take(reply) {
  if (isShut()) {
    refuse("");
    status.show(log);
    poster.send();
  }
  seen = { ...reply.clock, at: performance.now() };
  clock.hear(reply.clock.now_ms);
  if (reply.csrf) line.csrf = reply.csrf;
  if (!face.show(reply.html)) return;
  tick();
  const words = JSON.stringify(reply.seen);
  if (words === shown) return;
  shown = words;
  write("shown", { card: data.card, seen: reply.seen });
}

// A tap that still waits here is the last one, before any that the server knows of: as the server names it.
function lastTap(known) {
  const waiting = log.entries.slice(log.acknowledged).map(({ text }) => JSON.parse(text)).filter(({ kind }) => kind === "event");
  const undone = waiting.filter(({ event }) => event === "undo").map(({ of, tap }) => `${of}:${tap}`);
  const own = waiting.filter(({ event }) => UNDOABLE.includes(event)).map(({ sequence }) => `${log.device}:${sequence}`);
  return own.filter((key) => !undone.includes(key)).at(-1) ?? known;
}

// An undo names its tap as on a sheet, so that it follows where a log goes on under another name.
function payloadOf({ kind, reference = "", topic = "" }) {
  if (kind === "undo") {
    const [, of, tap] = /^(.*):(\d+)$/.exec(lastTap(reference));
    return { event: kind, of, tap: Number(tap) };
  }
  return { event: kind, reference, topic, note: ["reason", "resume"].includes(kind) ? face.takeWords() : "" };
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-kind]");
  if (!button || button.disabled) return;
  const topics = button.closest("details");
  if (topics) topics.open = false;
  refuse("");
  write("event", payloadOf(button.dataset));
});

function tick() {
  const since = Math.floor((performance.now() - seen.at) / 1000);
  const passed = seen.runs ? since : 0;
  for (const [name, seconds] of Object.entries({ run: seen.run_seconds, phase: seen.phase_seconds })) {
    const place = find(`[data-clock=${name}]`);
    if (place) place.textContent = minutes(seconds + passed);
  }
  const leaving = find("[data-leaving]");
  if (!leaving) return;
  const left = Number(leaving.dataset.leaving) - seen.since_end - since;
  const words = left > 0 ? minutes(left) : leaving.dataset.wordsOver;
  if (leaving.textContent !== words) leaving.textContent = words;
}

addEventListener("online", () => poster.send());
setInterval(tick, 250);
setInterval(refresh, POLL_MS);
status.show(log);
poster.send();
openPage();
