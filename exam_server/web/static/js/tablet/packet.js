// The day's packet: the pages of all sheets and cards of whoever is logged in, kept on this tablet so that a day without a network works.

const PAGES = "exam-sheets";
const OWNER = "/packet-of";
const PATIENCE = 20_000;

// Why a tablet can't work without the network; "" where it can.
export function hindrance(store) {
  if (!globalThis.isSecureContext || !navigator.serviceWorker || !globalThis.caches) return "insecure";
  return store.durable ? "" : "memory";
}

// Whether the worker that brings the kept pages works. A first one is installed for a while, and may fail at it: until then
// nothing that is kept could be opened.
export async function isAtWork(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return registration.active !== null;
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => {
      if (["activated", "redundant"].includes(coming.state)) resolve(coming.state === "activated");
    });
  });
}

export async function openPacket(owner) {
  const cache = await caches.open(PAGES);
  const kept = await (await cache.match(OWNER))?.text();
  if (kept !== owner) {
    // Another person's pages aren't shown to this one.
    await caches.delete(PAGES);
    return openNew(owner);
  }
  return new Packet(cache);
}

async function openNew(owner) {
  const cache = await caches.open(PAGES);
  await cache.put(OWNER, new Response(owner));
  return new Packet(cache);
}

export const forgetPacket = () => globalThis.caches?.delete(PAGES);

class Packet {
  constructor(cache) {
    this.cache = cache;
  }

  // How many of these addresses are kept after the attempt to fetch them anew; what can't be fetched stays as it was.
  async load(addresses, progress) {
    let kept = 0;
    for (const address of addresses) {
      if ((await this.#fetch(address)) || (await this.cache.match(address))) kept += 1;
      progress(kept, addresses.length);
    }
    return kept;
  }

  async #fetch(address) {
    try {
      const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) return false;
      await this.cache.put(address, answer);
      return true;
    } catch {
      return false;
    }
  }
}
