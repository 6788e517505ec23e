// Where a tablet keeps its logs: in IndexedDB, so that a reload, a closed browser and an empty battery lose nothing.
//
// An entry gets its number inside a database transaction: two tabs of one browser can't use the same one. Where the browser
// refuses IndexedDB, or gives it up, the logs live in memory, and `durable` says so.

const DATABASE = "exam-tablet";
const ANY = "\uffff";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });

function open(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("entries", { keyPath: ["log", "sequence"] });
    request.result.createObjectStore("notes");
  };
  return settled(request);
}

// The database, or null where the browser gives none.
async function tryOpening(name) {
  try {
    const database = await open(name);
    database.onversionchange = () => database.close();
    return database;
  } catch {
    return null;
  }
}

export async function openStore(name = DATABASE) {
  const database = await tryOpening(name);
  // Asked for, never relied on: a browser that grants it doesn't evict what is kept here.
  globalThis.navigator?.storage?.persist?.().catch(() => {});
  return new Store(database, () => tryOpening(name));
}

export class Store {
  constructor(database = null, reopen = async () => null) {
    Object.assign(this, { database, reopen });
    this.entries = new Map();
    this.notes = new Map();
  }

  get durable() {
    return this.database !== null;
  }

  // What `work` makes of the database; null in memory. A connection may die while a tablet sleeps: it's opened once more.
  async #within(work) {
    for (let attempt = 0; this.database && attempt < 2; attempt += 1) {
      try {
        return await work(this.database);
      } catch {
        this.database = attempt ? null : await this.reopen();
      }
    }
    return null;
  }

  // `make(last)` gives the entry that follows the last one of the log (undefined: the log is empty).
  async append(log, make) {
    const made = await this.#within((database) => this.#appendDurably(database, log, make));
    return this.#hold(made ?? make(this.#held(log).at(-1)));
  }

  async #appendDurably(database, log, make) {
    const transaction = database.transaction("entries", "readwrite");
    const end = finished(transaction);
    const entries = transaction.objectStore("entries");
    let made = null;
    const request = entries.openCursor(IDBKeyRange.bound([log, 0], [log, Infinity]), "prev");
    request.onsuccess = () => {
      made = make(request.result?.value);
      entries.add(made);
    };
    await end;
    return made;
  }

  async list(log) {
    const range = IDBKeyRange.bound([log, 0], [log, Infinity]);
    const found = await this.#within((database) => settled(database.transaction("entries").objectStore("entries").getAll(range)));
    for (const entry of found ?? []) this.#hold(entry);
    return this.#held(log);
  }

  async note(name) {
    const found = await this.#within((database) => settled(database.transaction("notes").objectStore("notes").get(name)));
    return found ?? this.notes.get(name);
  }

  async setNote(name, value) {
    this.notes.set(name, value);
    await this.#within(async (database) => {
      const transaction = database.transaction("notes", "readwrite");
      const end = finished(transaction);
      transaction.objectStore("notes").put(value, name);
      await end;
    });
  }

  // Names and values of the notes whose name begins so.
  async notesOf(prefix) {
    const range = IDBKeyRange.bound(prefix, prefix + ANY);
    const found = await this.#within(async (database) => {
      const notes = database.transaction("notes").objectStore("notes");
      const [names, values] = await Promise.all([settled(notes.getAllKeys(range)), settled(notes.getAll(range))]);
      return names.map((name, at) => [name, values[at]]);
    });
    return found ?? [...this.notes].filter(([name]) => name.startsWith(prefix));
  }

  // All of one account, which names its logs and notes; and the tablet's name, so that its next logs get another one.
  async forget(account) {
    await this.#within(async (database) => {
      const transaction = database.transaction(["entries", "notes"], "readwrite");
      const end = finished(transaction);
      transaction.objectStore("entries").delete(IDBKeyRange.bound([`${account}.`], [`${account}.${ANY}`]));
      const notes = transaction.objectStore("notes");
      notes.delete("tablet");
      const request = notes.getAllKeys();
      request.onsuccess = () => {
        for (const name of request.result) if (name.includes(account)) notes.delete(name);
      };
      await end;
    });
  }

  #held(log) {
    return [...(this.entries.get(log)?.values() ?? [])].sort((one, other) => one.sequence - other.sequence);
  }

  #hold(entry) {
    if (!this.entries.has(entry.log)) this.entries.set(entry.log, new Map());
    this.entries.get(entry.log).set(entry.sequence, entry);
    return entry;
  }
}

// Everything that this browser holds of tablets: at the log-out, when nothing waits any more.
export const forgetStore = (name = DATABASE) => globalThis.indexedDB?.deleteDatabase(name);
