// The last resort of a tablet whose network stays away: all its logs in a file that only the exam's server opens.

import { canSeal, sealFor } from "../file_seal.js";
import { DeviceLog } from "./log.js";

const PREFIX = "device.";

// Every log that this tablet keeps of the account, whole: the server takes what it hasn't got.
async function logsOf(store, account) {
  const found = [];
  for (const [name, device] of await store.notesOf(`${PREFIX}${account}.`)) {
    const log = new DeviceLog(store, { encounter: name.slice(PREFIX.length + account.length + 1), account, device });
    await log.load();
    if (log.made > 0) found.push({ encounter: log.encounter, device, entries: log.entries.map((entry) => entry.text) });
  }
  return found;
}

export async function exportLogs({ store, account, keys }) {
  const logs = await logsOf(store, account);
  const contextOf = (ephemeral) => `exam-tablet-file/1\n${account}\n${keys.server}\n${ephemeral}`;
  const parts = await sealFor(keys, contextOf, { logs });
  const file = { exam_tablet_file: 1, account, ...parts };
  return { blob: new Blob([JSON.stringify(file)], { type: "application/octet-stream" }), count: logs.reduce((sum, log) => sum + log.entries.length, 0) };
}

// The button that saves the file; hidden where the browser can't seal (no HTTPS).
export function offerExport({ button, place, store, account, keys }) {
  button.hidden = !canSeal() || !keys;
  button.addEventListener("click", async () => {
    const { blob, count } = await exportLogs({ store, account, keys });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `tablet-${new Date().toISOString().slice(0, 10)}.exam`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    place.textContent = place.dataset.words.replace("{name}", link.download).replace("{count}", count);
  });
}
