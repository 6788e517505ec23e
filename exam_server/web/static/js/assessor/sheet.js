// The assessor's sheet: a tap stands in this tablet's log at once, and it's on the server when the line says so.

import { minutes, ServerClock } from "../tablet/clock.js";
import { openLog } from "../tablet/log.js";
import { Poster } from "../tablet/poster.js";
import { Line } from "../tablet/put.js";
import { openPage } from "../tablet/ready.js";
import { StatusLine } from "../tablet/status.js";
import { openStore } from "../tablet/store.js";
import { fold, lacks, merge, read } from "./fold.js";
import { Flags } from "./flags.js";
import { fromPaper } from "./paper.js";
import { Phases } from "./phases.js";
import { Phrases } from "./phrases.js";
import { Ratings } from "./ratings.js";
import { Room } from "./room.js";
import { Sealing } from "./sealing.js";
import { Timeline } from "./timeline.js";

const data = JSON.parse(document.getElementById("sheet-data").textContent);
const find = (selector) => document.querySelector(selector);
const store = await openStore();
const log = await openLog(store, { encounter: data.encounter, account: data.viewer });
// A page that the tablet kept says nothing new of the server: its time is reckoned on, and its state is the last one heard.
const isKept = Boolean(document.documentElement.dataset.kept);
const offset = isKept ? ((await store.note("offset")) ?? 0) : null;
const clock = new ServerClock({ now: data.now_ms, offset });
const line = new Line(find("meta[name=csrf-token]").content, data.viewer);
const room = new Room({ data, clock, line, log, heard: showRoom });
const status = new StatusLine(find("#sync-strip"));
const ofServer = data.entries.map(([device, text]) => read(device, text));
const timeline = new Timeline({ data, second: (tap) => room.second(tap), isWaiting });
const ratings = new Ratings({ give: (rating) => write("rate", rating) });
const sealing = new Sealing({ data, store, log, write: { now: () => clock.now(), sent: changed } });
const poster = new Poster({ log, put, report });
const phrases = new Phrases({ store, account: data.viewer, add: note });
const flags = new Flags({ raise: (word) => write("flag", word), words: data.words });
const phases = new Phases();
let answered = null;
await phrases.load();
await sealing.load();
if (isKept) room.take((await store.note(`state.${data.encounter}`)) ?? {});

async function put(batch) {
  const answer = await line.put(data.urls.log, sealing.with(batch));
  answered = answer.status === 200 ? answer.reply.seals : null;
  return answer;
}

function isWaiting({ device, sequence }) {
  return device === log.device && sequence > log.acknowledged;
}

function sheetNow() {
  const own = log.entries.map((entry) => read(log.device, entry.text));
  const past = log.past.map(({ device, text }) => read(device, text));
  return fold(merge(ofServer, past, own), sealing.heads);
}

function show() {
  const sheet = sheetNow();
  timeline.show(sheet.taps);
  ratings.show(sheet.ratings);
  flags.show(sheet.flags);
  const missing = lacks(sheet, data.criteria, data.points);
  showLacks(missing);
  sealing.show(sheet, missing);
  status.show(log);
  const undo = find("[data-undo]");
  if (undo) undo.disabled = !timeline.last;
}

function showLacks(found) {
  const rows = found.map(([criterion, lack]) => {
    const link = document.createElement("a");
    link.href = `#rate-${criterion}`;
    link.textContent = data.words[lack].replace("{criterion}", criterion);
    return link;
  });
  const items = (rows.length ? rows : [data.words.complete]).map((content) => {
    const item = document.createElement("li");
    item.append(content);
    return item;
  });
  find("[data-lacks]").replaceChildren(...items);
}

function showRoom(state) {
  phases.hear(state.phase);
  store.setNote(`state.${data.encounter}`, { ...state, csrf: undefined });
  store.setNote("offset", clock.offset);
  find("[data-state-words]").textContent = state.words;
  const sealed = find("[data-sealed-count]");
  sealed.textContent = sealed.dataset.words.replace("{sealed}", state.sealed_count).replace("{all}", state.assessors);
}

function report(trouble) {
  show();
  status.show(log, trouble);
  const refusal = find("[data-refusal]");
  refusal.hidden = !trouble || trouble.kind === "away";
  find("[data-kept-page]").hidden = !isKept || !trouble;
  if (answered) sealing.hear(answered);
  answered = null;
  if (trouble?.kind === "again") refusal.textContent = data.words.again;
  if (trouble?.kind === "refused" && trouble.error) {
    const { what, why, remedy } = trouble.error;
    refusal.textContent = data.words.refused.replace("{why}", `${what} ${why} ${remedy}`);
  }
}

async function write(kind, payload) {
  await log.append(kind, clock.now(), payload);
  changed();
}

function changed() {
  show();
  poster.send();
}

function undoLast() {
  const { last } = timeline;
  if (last) write("undo", { of: last.device, tap: last.sequence });
}

function note(words) {
  const { last } = timeline;
  if (last && words) write("note", { of: last.device, tap: last.sequence, words: [last.note, words].filter(Boolean).join("; ").slice(0, 2000) });
}

function open(view) {
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== view;
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", button.dataset.view === view);
  if (!data.sealed) write("shown", { card: view, digest: data.script });
}

// A link to a criterion's rating opens the part of the sheet in which it stands.
function follow(hash) {
  const target = hash.startsWith("#rate-") && document.getElementById(hash.slice(1));
  if (!target) return false;
  open("rate");
  target.scrollIntoView();
  target.querySelector("input, textarea").focus({ preventScroll: true });
  return true;
}

function assemble(section) {
  const text = section.querySelector("textarea");
  text.value = [text.value.trim(), timeline.justification(section.dataset.rating)].filter(Boolean).join("\n").slice(0, 4000);
  ratings.take(section);
  text.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button || button.disabled) return;
  if (button.dataset.point) {
    const { point, value, counter } = button.dataset;
    write("tap", { point, value: Number(value), counter, ...fromPaper(find("[data-paper]")) });
  } else if (button.hasAttribute("data-undo")) {
    undoLast();
  } else if (button.dataset.view) {
    open(button.dataset.view);
  } else if (button.dataset.assemble) {
    assemble(button.closest("[data-rating]"));
  } else if (button.hash && follow(button.hash)) {
    event.preventDefault();
  }
});

find("[data-note]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.querySelector("input");
  note(input.value.trim());
  input.value = "";
});

addEventListener("online", () => poster.send());
addEventListener("pagehide", () => ratings.takeAll());
setInterval(() => {
  const shown = find("[data-run-clock]");
  const words = minutes(room.seconds);
  if (shown.textContent !== words) shown.textContent = words;
}, 250);
const others = [...document.querySelectorAll("[data-tablet]")].filter((row) => row.dataset.tablet !== log.device);
for (const row of document.querySelectorAll("[data-tablet]")) row.hidden = !others.includes(row);
find("[data-tablets]").hidden = others.length === 0;
if (isKept) await room.ask();
room.watch();
phases.hear(room.state.phase);
show();
if (!follow(location.hash) && !data.sealed) write("shown", { card: "observe", digest: data.script });
poster.send();
openPage();
