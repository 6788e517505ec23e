// One tablet's log of one sheet, or of one card of a run: numbered entries, each chained to the one before it.
// core/device_log.py holds the same rules.

import { sha256 } from "./sha256.js";

const LETTERS = 4;
const newTablet = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const begin = (encounter, account, device) => sha256(`exam-log/1\n${encounter}\n${account}\n${device}`);
export const link = (digest, text) => sha256(`${digest}\n${text}`);

export async function openLog(store, { encounter, account }) {
  const name = `device.${account}.${encounter}`;
  let device = await store.note(name);
  if (!device) {
    device = (await store.note("tablet")) ?? newTablet();
    await store.setNote("tablet", device);
    await store.setNote(name, device);
  }
  return load(store, { encounter, account, device, name });
}

// A card's log stands apart from a sheet's, also where one person has both on one tablet.
export async function openRunLog(store, { encounter, account }) {
  const name = `run.${account}.${encounter}`;
  const device = (await store.note(name)) ?? newTablet();
  await store.setNote(name, device);
  return load(store, { encounter, account, device, name });
}

// Every log that this browser keeps, of sheets and cards and of every account.
export async function logsKept(store) {
  const logs = [];
  for (const room of ["device.", "run."]) {
    for (const [name, device] of await store.notesOf(room)) {
      const [account, encounter] = name.slice(room.length).split(".");
      logs.push(await load(store, { encounter, account, device, name }));
    }
  }
  return logs;
}

async function load(store, about) {
  const log = new DeviceLog(store, about);
  await log.load();
  return log;
}

export class DeviceLog {
  // `noted`: the note under which the store keeps which device this is.
  constructor(store, { encounter, account, device, name = "" }) {
    Object.assign(this, { store, encounter, account, device, noted: name });
    this.entries = [];
    this.past = [];
    this.acknowledged = 0;
    this.joined = Promise.resolve();
  }

  get name() {
    return `${this.account}.${this.encounter}.${this.device}`;
  }

  get isRun() {
    return this.noted.startsWith("run.");
  }

  get made() {
    return this.entries.length;
  }

  get waiting() {
    return this.made - this.acknowledged;
  }

  // The few letters that people compare.
  get letters() {
    return this.digestAt(this.made).slice(0, LETTERS).toUpperCase();
  }

  async load() {
    this.entries = await this.store.list(this.name);
    this.acknowledged = Math.min(this.made, (await this.store.note(`acknowledged.${this.name}`)) ?? 0);
  }

  digestAt(sequence) {
    return sequence === 0 ? begin(this.encounter, this.account, this.device) : this.entries[sequence - 1]?.digest;
  }

  // One after the other, in the order of the calls. A time never runs back behind the entry before it.
  append(kind, at, payload) {
    const next = this.joined.then(() => this.#append(kind, at, payload));
    this.joined = next.catch(() => {});
    return next;
  }

  async #append(kind, at, payload) {
    const entry = await this.store.append(this.name, (last) => {
      const sequence = (last?.sequence ?? 0) + 1;
      const moment = Math.max(Math.round(at), last ? JSON.parse(last.text).at : 0);
      const text = JSON.stringify({ sequence, kind, at: moment, ...payload });
      return { log: this.name, sequence, text, digest: link(last?.digest ?? this.digestAt(0), text) };
    });
    // Another tab of this browser may have written between.
    this.entries = entry.sequence === this.made + 1 ? [...this.entries, entry] : await this.store.list(this.name);
    return entry;
  }

  // The oldest entries that the server hasn't acknowledged, as it takes them.
  batch(limit) {
    const entries = this.entries.slice(this.acknowledged, this.acknowledged + limit);
    return {
      device: this.device,
      previous: this.digestAt(this.acknowledged),
      made: this.made,
      entries: entries.map((entry) => entry.text),
    };
  }

  // Where the server says that its copy ends. False where that is no part of this log: it's another story under the same name.
  async hear({ acknowledged, digest, joint }) {
    if (joint === "forked" || this.digestAt(acknowledged) !== digest) return false;
    this.acknowledged = acknowledged;
    await this.store.setNote(`acknowledged.${this.name}`, acknowledged);
    return true;
  }

  // What the server hasn't acknowledged goes on in a log of a new name: nothing of either story is lost.
  async beginAnew() {
    const rest = this.entries.slice(this.acknowledged);
    const before = this.device;
    this.past.push(...this.entries.slice(0, this.acknowledged).map((entry) => ({ device: before, text: entry.text })));
    this.device = newTablet();
    await this.store.setNote(this.noted, this.device);
    this.entries = [];
    this.acknowledged = 0;
    const moved = new Map();
    for (const old of rest) {
      const { sequence, kind, at, ...payload } = JSON.parse(old.text);
      if (payload.of === before && moved.has(payload.tap)) Object.assign(payload, { of: this.device, tap: moved.get(payload.tap) });
      moved.set(sequence, (await this.append(kind, at, payload)).sequence);
    }
  }
}
