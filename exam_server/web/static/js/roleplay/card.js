// The role-player's card and the prompter's page: what is said now comes from the server, and without it from the script that
// came with the page; a tap stands in this tablet's log at once, with its moment, and counts at that moment however late it arrives.

import { minutes, ServerClock } from "../tablet/clock.js";
import { openRunLog } from "../tablet/log.js";
import { Poster } from "../tablet/poster.js";
import { Line } from "../tablet/put.js";
import { openPage } from "../tablet/ready.js";
import { StatusLine } from "../tablet/status.js";
import { openStore } from "../tablet/store.js";
import { Alone, heardOf } from "./alone.js";
import { Face } from "./face.js";

const POLL_MS = 1500;
const AWAY = new Set([0, 502, 503, 504]);
const UNDOABLE = ["behaviour", "silence", "fact", "cue", "phase"];
const data = JSON.parse(document.getElementById("run-data").textContent);
const find = (selector) => document.querySelector(selector);
const store = await openStore();
const log = await openRunLog(store, { encounter: data.encounter, account: data.viewer });
// A page that the tablet kept says nothing new of the server: its time is reckoned on, and the run's standing is the last one heard.
const isKept = Boolean(document.documentElement.dataset.kept);
const kept = (isKept && (await store.note(`heard.${data.viewer}.${data.encounter}`))) || { heard: heardOf(data), offset: null };
const clock = new ServerClock({ now: data.clock.now_ms, offset: kept.offset });
const line = new Line(find("meta[name=csrf-token]").content, data.viewer);
const status = new StatusLine(find("#sync-strip"));
const poster = new Poster({ log, put, report });
const face = new Face(find("[data-now]"));
const alone = new Alone({ whole: data.whole, log, clock, heard: kept.heard, notice: find("[data-alone]"), show: showWhole, asked: isKept });
let seen = { ...data.clock, at: performance.now() };
let shown = "";
let isNoted = false;

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
  else if (AWAY.has(answer.status)) alone.miss();
}

// Whether the page has said that its account isn't logged in.
const isShut = () => find("[data-refusal]").textContent === data.words.again;

function take(reply) {
  if (isShut()) {
    refuse("");
    status.show(log);
    poster.send();
  }
  const { standing } = alone.heard;
  clock.hear(reply.clock.now_ms);
  alone.hear(reply);
  if (reply.csrf) line.csrf = reply.csrf;
  // What a reload without the server goes on from.
  if (!isNoted || standing !== alone.heard.standing) {
    isNoted = true;
    store.setNote(`heard.${data.viewer}.${data.encounter}`, { heard: alone.heard, offset: clock.offset });
  }
  show(reply, reply.clock);
}

function showWhole(whole, reckoned) {
  show(whole, { ...seen, ...reckoned });
  const undo = find("[data-undo]");
  if (undo) undo.hidden = !lastTap("");
  const said = ownTaps().map(({ event, reference }) => `${event} ${reference}`);
  for (const button of document.querySelectorAll(".script-line [data-kind]")) {
    button.setAttribute("aria-pressed", said.includes(`${button.dataset.kind} ${button.dataset.reference}`));
  }
}

function show({ html, seen: parts }, clocks) {
  seen = { ...clocks, at: performance.now() };
  if (!face.show(html)) return;
  tick();
  const words = JSON.stringify(parts);
  if (words === shown) return;
  shown = words;
  write("shown", { card: data.card, seen: parts });
}

// A tap that still waits here is the last one, before any that the server knows of: as the server names it.
const lastTap = (known) => ownTaps().at(-1)?.key ?? known;

// What waits here and isn't taken back.
function ownTaps() {
  const waiting = log.entries.slice(log.acknowledged).map(({ text }) => JSON.parse(text)).filter(({ kind }) => kind === "event");
  const undone = waiting.filter(({ event }) => event === "undo").map(({ of, tap }) => `${of}:${tap}`);
  const own = waiting.filter(({ event }) => UNDOABLE.includes(event)).map((tap) => ({ ...tap, key: `${log.device}:${tap.sequence}` }));
  return own.filter(({ key }) => !undone.includes(key));
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
setInterval(() => {
  alone.look();
  tick();
}, 250);
setInterval(refresh, POLL_MS);
status.show(log);
poster.send();
openPage();
