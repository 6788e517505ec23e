// The candidate's room: one program for all its pages, fetched while the ticket is typed and kept; each page opens its part.

import "../focus.js";
import { openReceipt } from "./closed.js";
import { openClock, openEncounter } from "./encounter.js";
import { openProduct } from "./product.js";
import { reopen } from "./reopen.js";
import { openCheck } from "./seb_check.js";
import { openSitting } from "./sitting.js";
import { openTicket } from "./ticket.js";

const PAGES = {
  briefing: openEncounter,
  check: openCheck,
  closed: openReceipt,
  offline: reopen,
  product: () => {
    openClock();
    openProduct();
  },
  sitting: openSitting,
  ticket: openTicket,
};

const { page, address } = document.body.dataset;

// What was sent may have been answered with the page that follows: from here on it's at its own address, and to load it anew
// sends nothing a second time.
if (address && location.pathname !== address) {
  history.replaceState(null, "", address);
}

await PAGES[page]?.();
