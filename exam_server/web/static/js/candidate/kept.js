// What a reload without a network comes back to: the page of the test and what was given on it, sealed by a key that only
// this tab has. On a shared PC nobody else can read it, and the end of the test removes it.
//
// Where the browser can't seal (no HTTPS) nothing is kept, and a reload needs the network.

import { openDatabase, settled } from "./database.js";

const DATABASE = "exam-kept";
const KEY = "exam-kept-key";

// Session storage lives as long as its tab, through reloads; `make`: a tab without a key gets one.
function openKey(make) {
  if (!sessionStorage.getItem(KEY)) {
    if (!make) {
      return null;
    }
    sessionStorage.setItem(KEY, JSON.stringify([...crypto.getRandomValues(new Uint8Array(32))]));
  }
  const bytes = new Uint8Array(JSON.parse(sessionStorage.getItem(KEY)));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function openKept(make) {
  try {
    const key = await openKey(make);
    if (!key) {
      return null;
    }
    const database = await openDatabase(DATABASE, (made) => made.createObjectStore("kept"));
    database.onversionchange = () => database.close();
    return new Kept(key, database);
  } catch {
    return null;
  }
}

// What this tab kept can't be read any more; another tab of this browser may keep the test now.
export function dropKey() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Without storage there was none.
  }
}

export function forgetKept() {
  dropKey();
  globalThis.indexedDB?.deleteDatabase(DATABASE);
}

class Kept {
  constructor(key, database) {
    Object.assign(this, { key, database });
  }

  async put(name, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes);
    await settled(this.database.transaction("kept", "readwrite").objectStore("kept").put({ iv, sealed }, name));
  }

  async get(name) {
    try {
      const found = await settled(this.database.transaction("kept").objectStore("kept").get(name));
      const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, this.key, found.sealed);
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return null;
    }
  }
}
