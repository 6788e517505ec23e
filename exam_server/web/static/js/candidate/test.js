// The candidate's test once its items are on the page: joins the items, the queue of unsent saves, the clock and the server's word about the sitting.

import { Away } from "./away.js";
import { Break } from "./break.js";
import { Clock } from "./clock.js";
import { Flags } from "./flags.js";
import { Heartbeat } from "./heartbeat.js";
import { ItemView } from "./items.js";
import { forgetKept } from "./kept.js";
import { openQueue } from "./queue.js";
import { SaveLine } from "./save_line.js";
import { Saver } from "./saver.js";
import { isWithin } from "./staying.js";
import { fill } from "./texts.js";
import { Views } from "./views.js";

const CLOSED = new Set(["handed_in", "time_up", "ended_by_desk", "absent", "withdrawn", "excluded"]);

const find = (selector) => document.querySelector(selector);

function reveal() {
  find("[data-lobby]").remove();
  for (const part of document.querySelectorAll("[data-test]")) {
    part.hidden = false;
  }
}

export async function openTest(data, texts, csrf, keeping) {
  const queue = await openQueue(data.form);
  const away = new Away({ panel: find("[data-away]"), queue, data });
  const line = new SaveLine(document.getElementById("save-line"), texts, data);
  const clock = new Clock({
    panel: document.getElementById("time-panel"),
    texts,
    total: data.total_seconds,
    onTimeUp: () => {
      if (!elsewhere) {
        settle("open", 0);
      }
      heartbeat.beat();
    },
  });
  const saver = new Saver({
    queue,
    url: data.urls.responses,
    csrf,
    form: data.form,
    epoch: data.epoch,
    nextSequence: data.next_sequence,
    onState: (state, facts) => line.show(elsewhere ? "elsewhere" : state, elsewhere ? { seat: data.seat } : facts),
    onReply: (reply, current) => current && hear(reply),
    onFailing: (failing) => away.hear(failing),
  });
  const flags = new Flags({ queue, url: data.urls.flags, csrf, flagged: data.flags });
  const items = [...document.querySelectorAll("[data-item]")].map(
    (section) =>
      new ItemView(section, async (position, response) => {
        const saving = saver.save(position, response);
        views.refresh();
        remember();
        await saving;
      }),
  );
  const commitAll = () => Promise.all(items.map((item) => item.commit()));
  const views = new Views({ items, flags, texts, onLeave: commitAll });
  const heartbeat = new Heartbeat({
    url: data.urls.state,
    csrf,
    seconds: data.heartbeat_seconds,
    tell: () => ({ unsent: queue.size, position: Number(views.current) || 0 }),
    onReply: (reply) => {
      hear(reply);
      saver.retryNow();
      flags.send();
    },
    onSilence: () => {},
  });

  const rest = new Break({ panel: find("[data-break]"), url: data.urls.break, csrf, onReply: (reply) => hear(reply) });

  // Taken over elsewhere, the candidate's time goes on there; held for the desk, it goes on too.
  const RUNNING = new Set(["open", "elsewhere", "held"]);
  const INPUT = { open: "", held: "held" };

  let heard = {};
  let state = "";
  let shown = "";
  let elsewhere = false;

  // Every reply says how much time is left and where the sitting stands; only the server closes a test.
  function hear(reply) {
    heard = { ...heard, ...reply };
    clock.set(reply.remaining_seconds, reply.ends_at, RUNNING.has(reply.state));
    if (reply.state === "elsewhere" || reply.epoch > data.epoch) {
      moveElsewhere(reply.seat ?? data.seat);
    } else if (!elsewhere) {
      settle(reply.state, reply.remaining_seconds);
    }
    const announcement = find("[data-announcement]");
    if ("announcement" in reply && announcement.textContent !== (reply.announcement ?? "")) {
      announcement.textContent = reply.announcement ?? "";
      announcement.hidden = !reply.announcement;
    }
    rest.hear(reply);
    remember();
    leaveWhenDone();
  }

  // For a reload without the server: what stands on the page, and what the server last said.
  function remember() {
    const responses = Object.fromEntries(items.map((item) => [item.position, item.response]));
    const { state, ends_at, announcement } = heard;
    const standing = { state, ends_at, announcement, remaining_seconds: clock.remaining };
    keeping.remember({ ...standing, responses, flags: [...flags.flagged] });
  }

  // Input stops with the time or the state; a later reply that gives time back opens it again.
  function settle(next, remaining) {
    const closing = next === "open" && remaining === 0;
    const name = CLOSED.has(next) ? "closed" : closing ? "closing" : (INPUT[next] ?? "paused");
    state = next;
    if (name !== shown) {
      shown = name;
      commitAll();
      lock(name !== "");
      notice(name);
      away.end(name === "closing" || name === "closed");
    }
  }

  function moveElsewhere(seat) {
    data.seat = seat;
    if (!elsewhere) {
      commitAll();
      elsewhere = true;
      keeping.stop();
      lock(true);
      notice("elsewhere");
    }
    line.show("elsewhere", { seat });
  }

  function lock(locked) {
    items.forEach((item) => item.lock(locked));
    for (const control of document.querySelectorAll("[data-flag], [data-hand-in] button")) {
      control.disabled = locked;
    }
  }

  function notice(name) {
    for (const part of document.querySelectorAll("[data-notice]")) {
      part.hidden = part.dataset.notice !== name;
    }
  }

  // A closed test is left for its receipt once nothing waits on this device.
  function leaveWhenDone() {
    if (CLOSED.has(state) && !elsewhere && queue.size === 0) {
      forgetKept();
      location.replace(data.urls.receipt);
    }
  }

  // What is on the page is what the server has, with whatever this device hasn't been able to send yet. A save of an
  // earlier admission only fills a gap: the server's response may be a later one.
  async function restore() {
    await flags.restore();
    await queue.remove(
      queue.entries.filter((entry) => entry.epoch === data.epoch && entry.sequence <= data.acknowledged),
    );
    const known = new Map(Object.entries(data.responses).map(([position, response]) => [Number(position), response]));
    const onServer = new Set(known.keys());
    for (const entry of queue.entries) {
      if (entry.epoch === data.epoch || !onServer.has(entry.position)) {
        known.set(entry.position, entry.response);
      }
    }
    for (const item of items) {
      item.response = known.get(item.position) ?? null;
    }
  }

  async function handIn(event) {
    event.preventDefault();
    const form = event.target;
    const failed = find("[data-hand-in-failed]");
    failed.hidden = true;
    await commitAll();
    if (!(await saver.flush())) {
      failed.textContent = fill(texts.hand_in_waits, { count: queue.size });
      failed.hidden = false;
      return;
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRF-Token": csrf } });
      if (!answer.ok) {
        throw new Error(`${answer.status}`);
      }
      forgetKept();
      location.replace(data.urls.receipt);
    } catch {
      failed.textContent = texts.hand_in_failed;
      failed.hidden = false;
    }
  }

  // Another tab of this browser that opens the test takes it over at once, without waiting for a heartbeat.
  function shareWithTabs() {
    const channel = new BroadcastChannel(`exam-sitting.${data.form}`);
    channel.onmessage = () => moveElsewhere(data.seat);
    channel.postMessage("opened");
  }

  function listen() {
    for (const button of document.querySelectorAll("[data-flag]")) {
      button.addEventListener("click", async () => {
        const sending = flags.toggle(Number(button.dataset.flag));
        views.refresh();
        remember();
        await sending;
      });
    }
    find("[data-hand-in]").addEventListener("submit", handIn);
    addEventListener("pagehide", commitAll);
    document.addEventListener("visibilitychange", () => document.hidden && commitAll());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    // Leaving would lose what isn't sent, or end on the browser's error page.
    const isRisky = () => (queue.size > 0 && !queue.durable) || (saver.isFailing && !isWithin());
    addEventListener("beforeunload", (event) => isRisky() && event.preventDefault());
    keeping.beforeLeaving = commitAll;
  }

  reveal();
  await restore();
  shareWithTabs();
  listen();
  hear(data);
  views.begin(data.position);
  find("[data-memory-only]").hidden = queue.durable;
  heartbeat.start();
  saver.start();
  document.documentElement.dataset.ready = "true";
}
