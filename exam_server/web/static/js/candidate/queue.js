// Saves that the server hasn't acknowledged, kept in IndexedDB so that a reload or a crash doesn't lose them.
//
// Sequences are handed out inside a database transaction: two tabs of one browser can't use the same one. Where there's
// no IndexedDB the queue lives in memory, and `durable` says so.

const DATABASE = "exam-sitting";

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("saves", { keyPath: ["sitting", "epoch", "sequence"] });
    request.result.createObjectStore("notes");
  };
  return settled(request);
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

export async function openQueue(sitting) {
  try {
    const database = await openDatabase();
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
    this.next = 0;
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

  // A save that was never sent is replaced by a newer one of the same item under its own sequence.
  async add(epoch, position, response, at, from) {
    const same = this.entries.find((entry) => !entry.sent && entry.epoch === epoch && entry.position === position);
    if (same) {
      Object.assign(same, { response, at });
      await this.#write((stores) => stores.saves.put(this.#stored(same)));
      return same;
    }
    const entry = { sitting: this.sitting, epoch, sequence: 0, position, response, at, sent: false };
    entry.sequence = await this.#allocate(epoch, from, entry);
    this.entries.push(entry);
    return entry;
  }

  // Everything unsent, for a file. From now on it may arrive by another way, so it isn't changed any more.
  copyOut() {
    for (const entry of this.entries) {
      entry.sent = true;
    }
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
        stores.saves.delete([this.sitting, entry.epoch, entry.sequence]);
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
