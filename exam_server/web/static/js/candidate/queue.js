// Saves that the server hasn't acknowledged, kept in IndexedDB so that a reload or a crash doesn't lose them.
//
// Sequences are handed out inside a database transaction: two tabs of one browser can't use the same one. Where there's
// no IndexedDB the queue lives in memory, and `durable` says so.

import { openDatabase, settled } from "./database.js";

const DATABASE = "exam-sitting";

function makeStores(database) {
  database.createObjectStore("saves", { keyPath: ["sitting", "epoch", "sequence"] });
  database.createObjectStore("notes");
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

export async function openQueue(sitting) {
  try {
    const database = await openDatabase(DATABASE, makeStores);
    const range = IDBKeyRange.bound([sitting, 0, 0], [sitting, Infinity, Infinity]);
    const entries = await settled(database.transaction("saves").objectStore("saves").getAll(range));
    return new Queue(sitting, database, entries);
  } catch {
    return new Queue(sitting, null, []);
  }
}

export class Queue {
  constructor(sitting, database, entries) {
    this.sitting = sitting;
    this.database = database;
    this.entries = entries.map((entry) => ({ ...entry, sent: true }));
    this.aside = [];
    this.coming = [];
    this.next = 0;
    this.given = new Set(entries.map((entry) => `${entry.epoch}.${entry.sequence}`));
    this.touched = new Set();
  }

  get durable() {
    return this.database !== null;
  }

  get size() {
    return this.entries.length;
  }

  // The oldest saves of one epoch; from now on they may have arrived, so they aren't changed any more.
  take(limit) {
    const epoch = this.entries[0]?.epoch;
    const batch = this.entries.filter((entry) => entry.epoch === epoch).slice(0, limit);
    for (const entry of batch) {
      entry.sent = true;
    }
    return batch;
  }

  // Whether this window handed out a number, or found it here.
  gave(epoch, sequence) {
    return this.given.has(`${epoch}.${sequence}`);
  }

  // The positions of whatever is given from now on.
  watchPositions() {
    this.touched = new Set();
    return this.touched;
  }

  // Another window may have read what waits here, so that it isn't changed any more.
  seal() {
    for (const entry of this.entries) {
      entry.sent = true;
    }
  }

  // A save that was never sent is replaced by a newer one of the same item under its own sequence: the newest of them alone,
  // since one that is still getting its sequence would else come after it with something older.
  async add(epoch, position, response, at, from) {
    this.touched.add(position);
    const same = this.entries.findLast((entry) => !entry.sent && entry.epoch === epoch && entry.position === position);
    if (same && !this.coming.some((save) => save.position === position)) {
      Object.assign(same, { response, at });
      await this.#write((stores) => stores.saves.put(this.#stored(same)));
      return same;
    }
    return this.#append({ sitting: this.sitting, epoch, position, response, at, sent: false }, from);
  }

  // Another window used this save's number for something else: it comes again under a newer one, unless something later
  // of the same item waits here anyhow. False where it doesn't come again.
  async renumber(entry, from) {
    this.given.delete(`${entry.epoch}.${entry.sequence}`);
    const isReplaced = [...this.entries, ...this.coming].some((other) => other.position === entry.position && other.at > entry.at);
    if (!isReplaced) {
      await this.#append({ ...entry, sent: true }, from);
    }
    return !isReplaced;
  }

  // Everything unsent, for a file. From now on it may arrive by another way, so it isn't changed any more.
  copyOut() {
    this.seal();
    return [...this.aside, ...this.entries];
  }

  // What the server won't take from an earlier admission stays on the device without holding up the rest.
  setAside(entries) {
    this.aside.push(...entries);
    this.entries = this.entries.filter((entry) => !entries.includes(entry));
  }

  async remove(done) {
    const versions = new Set(done.map((entry) => `${entry.epoch}.${entry.sequence}`));
    this.entries = this.entries.filter((entry) => !versions.has(`${entry.epoch}.${entry.sequence}`));
    await this.#write((stores) => {
      for (const entry of done) {
        // Another window may have put something else there meanwhile.
        const key = [this.sitting, entry.epoch, entry.sequence];
        const request = stores.saves.get(key);
        request.onsuccess = () => request.result?.at === entry.at && stores.saves.delete(key);
      }
    });
  }

  async note(name) {
    if (!this.database) {
      return undefined;
    }
    return settled(this.database.transaction("notes").objectStore("notes").get(`${this.sitting}.${name}`));
  }

  async setNote(name, value) {
    await this.#write((stores) => stores.notes.put(value, `${this.sitting}.${name}`));
  }

  async #append(save, from) {
    this.coming.push(save);
    const entry = { ...save, sequence: await this.#allocate(save.epoch, from, save) };
    this.coming = this.coming.filter((each) => each !== save);
    this.given.add(`${entry.epoch}.${entry.sequence}`);
    this.entries.push(entry);
    return entry;
  }

  async #allocate(epoch, from, entry) {
    const name = `${this.sitting}.next.${epoch}`;
    let sequence = Math.max(this.next, from);
    this.next = sequence + 1;
    await this.#write((stores) => {
      const request = stores.notes.get(name);
      request.onsuccess = () => {
        sequence = Math.max(sequence, request.result ?? 0);
        stores.notes.put(sequence + 1, name);
        stores.saves.put(this.#stored({ ...entry, sequence }));
      };
    });
    this.next = Math.max(this.next, sequence + 1);
    return sequence;
  }

  #stored({ sent, ...entry }) {
    return entry;
  }

  async #write(change) {
    if (!this.database) {
      return;
    }
    try {
      const transaction = this.database.transaction(["saves", "notes"], "readwrite");
      const end = finished(transaction);
      change({ saves: transaction.objectStore("saves"), notes: transaction.objectStore("notes") });
      await end;
    } catch {
      this.database = null;
    }
  }
}
