// The candidate's room: one program for all its pages, fetched while the ticket is typed and kept; each page opens its part.

import "../focus.js";
import { openBriefing } from "./briefing.js";
import { openReceipt } from "./closed.js";
import { openProduct } from "./product.js";
import { reopen } from "./reopen.js";
import { openCheck } from "./seb_check.js";
import { openSitting } from "./sitting.js";
import { openTicket } from "./ticket.js";

const PAGES = {
  briefing: openBriefing,
  check: openCheck,
  closed: openReceipt,
  offline: reopen,
  product: openProduct,
  sitting: openSitting,
  ticket: openTicket,
};

await PAGES[document.body.dataset.page]?.();
