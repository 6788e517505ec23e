// Whose entries still wait in this browser at a log-out, sheets' and cards' alike: nothing of theirs may be cleared.

import { logsKept } from "../tablet/log.js";
import { listAllWaiting } from "./levels.js";

// The accounts, by the id.
export async function whoWaits(store) {
  const logs = await logsKept(store);
  const levels = await listAllWaiting(store);
  return new Set([...logs.filter((log) => log.waiting > 0).map((log) => log.account), ...levels]);
}
