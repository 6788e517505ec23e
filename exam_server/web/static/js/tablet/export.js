// The last resort of a tablet whose network stays away: all its logs in a file that only the exam's server opens.

import { canSeal, sealFor } from "../file_seal.js";
import { logsKept } from "./log.js";

// Every log that this tablet keeps of the account, of sheets and runs, whole: the server takes what it hasn't got.
async function logsOf(store, account) {
  const found = (await logsKept(store)).filter((log) => log.account === account && log.made > 0);
  return found.map((log) => ({ of: log.isRun ? "run" : "sheet", encounter: log.encounter, device: log.device, entries: log.entries.map((entry) => entry.text) }));
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
