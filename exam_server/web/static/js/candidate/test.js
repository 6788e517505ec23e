// The candidate's test once its items are on the page: joins the items, the queue of unsent saves, the clock and the
// server's word about the sitting.

import { announce } from "./announcement.js";
import { Arrivals } from "./arrivals.js";
import { Away } from "./away.js";
import { Break } from "./break.js";
import { bringResponses } from "./bringing.js";
import { Clock } from "./clock.js";
import { Flags } from "./flags.js";
import { HandIn } from "./hand_in.js";
import { Heartbeat } from "./heartbeat.js";
import { INPUT_NAMES, isClosed, lockInput, showNotice } from "./input.js";
import { ItemView } from "./items.js";
import { forgetKept } from "./kept.js";
import { openQueue } from "./queue.js";
import { restoreResponses } from "./restoring.js";
import { SaveLine } from "./save_line.js";
import { Saver } from "./saver.js";
import { isWithin } from "./staying.js";
import { Views } from "./views.js";

// Taken over elsewhere, the candidate's time goes on there; held for the desk, it goes on too.
const RUNNING = new Set(["open", "elsewhere", "held"]);

const find = (selector) => document.querySelector(selector);

export async function openTest(data, texts, csrf, keeping) {
  const test = new Test({ data, texts, csrf, keeping, queue: await openQueue(data.form) });
  await test.begin();
}

class Test {
  #heard = {};
  #state = "";
  #shown = "";
  #elsewhere = false;

  constructor({ data, texts, csrf, keeping, queue }) {
    Object.assign(this, { data, texts, csrf, keeping, queue });
    const { urls, flags: flagged } = data;
    const commitAll = () => this.#commitAll();
    this.line = new SaveLine(document.getElementById("save-line"), texts, data);
    this.away = new Away({ panel: find("[data-away]"), queue, data });
    this.clock = this.#makeClock();
    this.saver = this.#makeSaver();
    this.arrivals = this.#makeArrivals();
    this.heartbeat = this.#makeHeartbeat();
    this.rest = new Break({ panel: find("[data-break]"), url: urls.break, csrf, onReply: (reply) => this.#hear(reply) });
    this.flags = new Flags({ queue, url: urls.flags, csrf, flagged });
    this.items = this.#findItems();
    this.views = new Views({ items: this.items, flags: this.flags, texts, onLeave: commitAll });
    this.handIn = new HandIn({ saver: this.saver, texts, csrf, commitAll, onTaken: () => this.#leave() });
  }

  async begin() {
    this.#reveal();
    await this.flags.restore();
    restoreResponses(this.items, this.queue, this.data);
    this.#shareWithTabs();
    this.#listen();
    this.#hear(this.data);
    this.views.begin(this.data.position);
    find("[data-memory-only]").hidden = this.queue.durable;
    this.heartbeat.start();
    this.saver.start();
    document.documentElement.dataset.ready = "true";
  }

  #makeClock() {
    return new Clock({
      panel: document.getElementById("time-panel"),
      texts: this.texts,
      total: this.data.total_seconds,
      onTimeUp: () => {
        if (!this.#elsewhere) {
          this.#settle("open", 0);
        }
        this.heartbeat.beat();
      },
    });
  }

  #makeSaver() {
    const { form, epoch, next_sequence: nextSequence, urls } = this.data;
    return new Saver({
      queue: this.queue,
      url: urls.responses,
      csrf: this.csrf,
      form,
      epoch,
      nextSequence,
      onState: (state, facts) => this.#elsewhere || this.line.show(state, this.#inWords(facts)),
      onReply: (reply, current) => current && this.#hear(reply),
      onRenumber: ({ position, response }) => this.#bring(new Map([[position, response]])),
      onFailing: (failing) => this.away.hear(failing),
    });
  }

  #inWords(facts) {
    const item = this.items.find(({ position }) => position === facts.position);
    return item ? { ...facts, ...item.describe(facts.response) } : facts;
  }

  #makeArrivals() {
    const { urls, epoch, known } = this.data;
    const onArrival = (responses) => this.#bring(responses);
    return new Arrivals({ url: urls.saved, queue: this.queue, epoch, known, onArrival });
  }

  #makeHeartbeat() {
    return new Heartbeat({
      url: this.data.urls.state,
      csrf: this.csrf,
      seconds: this.data.heartbeat_seconds,
      tell: () => ({ unsent: this.queue.size, position: Number(this.views.current) || 0 }),
      onReply: (reply) => {
        this.#hear(reply);
        this.saver.retryNow();
        this.flags.send();
      },
      onSilence: () => {},
    });
  }

  #findItems() {
    const onChange = async (position, response) => {
      const saving = this.saver.save(position, response);
      this.#changed();
      await saving;
    };
    return [...document.querySelectorAll("[data-item]")].map((section) => new ItemView(section, onChange));
  }

  #reveal() {
    find("[data-lobby]").remove();
    for (const part of document.querySelectorAll("[data-test]")) {
      part.hidden = false;
    }
  }

  #listen() {
    for (const button of document.querySelectorAll("[data-flag]")) {
      button.addEventListener("click", () => this.#flag(Number(button.dataset.flag)));
    }
    const commitAll = () => this.#commitAll();
    addEventListener("pagehide", commitAll);
    document.addEventListener("visibilitychange", () => document.hidden && commitAll());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("beforeunload", (event) => this.#isLeavingRisky() && event.preventDefault());
    this.keeping.beforeLeaving = commitAll;
  }

  // Another tab of this browser that opens the test takes it over at once, without waiting for a heartbeat.
  #shareWithTabs() {
    const channel = new BroadcastChannel(`exam-sitting.${this.data.form}`);
    channel.onmessage = () => this.#moveElsewhere(this.data.seat);
    channel.postMessage("opened");
  }

  // Every reply says how much time is left and where the sitting stands; only the server closes a test.
  #hear(reply) {
    this.#heard = { ...this.#heard, ...reply };
    this.clock.set(reply.remaining_seconds, reply.ends_at, RUNNING.has(reply.state));
    if (reply.state === "elsewhere" || reply.epoch > this.data.epoch) {
      this.#moveElsewhere(reply.seat ?? this.data.seat);
    } else if (!this.#elsewhere) {
      this.#settle(reply.state, reply.remaining_seconds);
      this.arrivals.hear(reply);
    }
    announce(reply);
    this.rest.hear(reply);
    this.#remember();
    this.#leaveWhenDone();
  }

  // Input stops with the time or the state; a later reply that gives time back opens it again.
  #settle(state, remaining) {
    const closing = state === "open" && remaining === 0;
    const name = isClosed(state) ? "closed" : closing ? "closing" : (INPUT_NAMES[state] ?? "paused");
    this.#state = state;
    if (name !== this.#shown) {
      this.#shown = name;
      this.#commitAll();
      lockInput(this.items, name !== "");
      showNotice(name);
      this.away.end(name === "closing" || name === "closed");
    }
  }

  #moveElsewhere(seat) {
    this.data.seat = seat;
    if (!this.#elsewhere) {
      this.queue.seal();
      this.#commitAll();
      this.#elsewhere = true;
      this.keeping.stop();
      lockInput(this.items, true);
      showNotice("elsewhere");
    }
    this.line.show("elsewhere", { seat });
  }

  // What another window of this seat brought stands on the page from now on.
  async #bring(responses) {
    await this.#commitAll();
    if (!this.#elsewhere && bringResponses(this.items, this.queue, responses)) {
      this.#changed();
    }
  }

  async #flag(position) {
    const sending = this.flags.toggle(position);
    this.#changed();
    await sending;
  }

  #changed() {
    this.views.refresh();
    this.#remember();
  }

  #commitAll() {
    return Promise.all(this.items.map((item) => item.commit()));
  }

  // For a reload without the server: what stands on the page, and what the server last said.
  #remember() {
    const responses = Object.fromEntries(this.items.map((item) => [item.position, item.response]));
    const { state, ends_at, announcement } = this.#heard;
    const standing = { state, ends_at, announcement, remaining_seconds: this.clock.remaining };
    this.keeping.remember({ ...standing, responses, flags: [...this.flags.flagged] });
  }

  // Leaving would lose what isn't sent, or end on the browser's error page.
  #isLeavingRisky() {
    return (this.queue.size > 0 && !this.queue.durable) || (this.saver.isFailing && !isWithin());
  }

  // A closed test is left for its receipt once nothing waits on this device.
  #leaveWhenDone() {
    if (isClosed(this.#state) && !this.#elsewhere && this.queue.size === 0) {
      this.#leave();
    }
  }

  #leave() {
    forgetKept();
    location.replace(this.data.urls.receipt);
  }
}
