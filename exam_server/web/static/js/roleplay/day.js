// The list of those who play and prompt: the day's cards.

import { checkIn } from "../tablet/day.js";
import { openRunLog } from "../tablet/log.js";

await checkIn({ room: "/roleplay/", openLog: openRunLog });
