// A room's list as the tablet's check-in: it loads the day's packet, says whether the tablet can go on without a network, what
// of its logs hasn't been sent, and clears everything at the log-out.

import { offerExport } from "./export.js";
import { whoWaits } from "./leaving.js";
import { forgetPacket, hindrance, isAtWork, openPacket } from "./packet.js";
import { Poster } from "./poster.js";
import { Line } from "./put.js";
import { openPage } from "./ready.js";
import { forgetStore, openStore } from "./store.js";

const panel = document.querySelector("[data-day]");
const find = (selector) => panel?.querySelector(selector);
const rows = [...document.querySelectorAll("[data-encounter]")];
const csrf = document.querySelector("meta[name=csrf-token]").content;

// `room`: the address below which its pages lie; `openLog` opens the log of an encounter; `sendMore(store, viewer, csrf)` sends
// what waits beside the logs, and gives how much still does.
export async function checkIn({ room, openLog, sendMore = async () => 0 }) {
  const { viewer } = panel.dataset;
  const store = await openStore();
  const line = new Line(csrf, viewer);
  const logs = [];
  const pages = JSON.parse(document.getElementById("day-pages").textContent);
  let more = 0;

  async function loadDay() {
    const why = hindrance(store);
    for (const each of panel.querySelectorAll("[data-hindrance]")) each.hidden = each.dataset.hindrance !== why;
    if (why) return;
    const worker = await navigator.serviceWorker.register(`${room}worker.js`, { scope: room, updateViaCache: "all" });
    const packet = await openPacket(viewer);
    const addresses = [location.pathname, ...rows.flatMap((row) => row.dataset.addresses.split(" ")), ...pages];
    const loaded = await packet.load(addresses, (done, all) => say("wordsLoading", { done, all }));
    const kept = (await isAtWork(worker)) ? loaded : 0;
    say(kept === addresses.length ? "wordsReady" : "wordsPart", { done: kept, all: addresses.length });
    panel.dataset.state = kept === addresses.length ? "saved" : "waiting";
  }

  // What an earlier page left unsent is sent from here, too.
  async function sendRest() {
    for (const row of rows) {
      const log = await openLog(store, { encounter: row.dataset.encounter, account: viewer });
      logs.push({ log, row });
      const put = (batch) => line.put(row.dataset.log, batch);
      if (log.waiting > 0) new Poster({ log, put, report: showWaiting }).send();
    }
    more = await sendMore(store, viewer, csrf);
    showWaiting();
  }

  function showWaiting() {
    let all = more;
    for (const { log, row } of logs) {
      all += log.waiting;
      const place = row.querySelector("[data-waiting]");
      place.hidden = log.waiting === 0;
      place.textContent = place.dataset.words.replace("{count}", log.waiting);
    }
    find("[data-unsent]").hidden = all === 0;
    return all;
  }

  // Whoever logs out leaves nothing on the tablet, and doesn't while something of theirs waits there, be it a sheet's or a
  // card's. What waits of somebody else stays.
  document.querySelector(`form[action="${panel.dataset.logOut}"]`)?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const waiting = await whoWaits(store);
    if (showWaiting() > 0 || waiting.has(viewer)) {
      find("[data-unsent]").hidden = false;
      find("[data-unsent]").focus();
      return;
    }
    await forgetPacket();
    if (waiting.size > 0) await store.forget(viewer);
    else forgetStore();
    event.target.submit();
  });

  const keys = JSON.parse(document.getElementById("tablet-keys").textContent);
  offerExport({ button: find("[data-export]"), place: find("[data-exported]"), store, account: viewer, keys });
  find("[data-load]").addEventListener("click", loadDay);
  addEventListener("online", loadDay);
  await sendRest();
  await loadDay();
  openPage();
}

function say(name, values) {
  find("[data-packet]").textContent = Object.entries(values).reduce((words, [key, value]) => words.replace(`{${key}}`, value), panel.dataset[name]);
}
