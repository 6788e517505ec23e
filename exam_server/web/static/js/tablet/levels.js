// Levels of vignettes that were given without a network: they wait in the tablet's store, by viewer and page, until the
// server has them. It takes a vignette's levels once, so that sending the same again changes nothing.

const PREFIX = "calibration:";
const PATIENCE = 10_000;
// The server has other ones already, or there is nothing to rate any more: nothing waits then.
const SETTLED = new Set([404, 409, 422]);

export const nameOf = (viewer, address) => `${PREFIX}${viewer}:${address}`;

export async function listWaiting(store, viewer) {
  const notes = await store.notesOf(`${PREFIX}${viewer}:`);
  return notes.filter(([, kept]) => kept).map(([name, kept]) => ({ name, ...kept }));
}

// Whose levels wait, of everybody who used this tablet.
export async function listAllWaiting(store) {
  const notes = await store.notesOf(PREFIX);
  return notes.filter(([, kept]) => kept).map(([name]) => name.slice(PREFIX.length).split(":")[0]);
}

// Whether they wait no more. A log-in page in between isn't an answer.
export async function sendLevels(store, { name, address, fields }, csrf) {
  let answer;
  try {
    const headers = { "X-CSRF-Token": csrf };
    answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return false;
  }
  const taken = answer.ok && new URL(answer.url).pathname === address;
  if (!taken && !SETTLED.has(answer.status)) return false;
  await store.setNote(name, null);
  return true;
}
