// The assessor's list: the day's sheets, and levels of vignettes that were given without a network.

import { checkIn } from "../tablet/day.js";
import { listWaiting, sendLevels } from "../tablet/levels.js";
import { openLog } from "../tablet/log.js";

async function sendMore(store, viewer, csrf) {
  for (const each of await listWaiting(store, viewer)) await sendLevels(store, each, csrf);
  return (await listWaiting(store, viewer)).length;
}

await checkIn({ room: "/assessor/", openLog, sendMore });
