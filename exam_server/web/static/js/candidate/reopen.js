// The page that stands in while the server can't be reached: it opens the kept test where there is one, else it waits and
// tries again. Nobody lands on a browser's error page in the middle of an exam.

import { openKept } from "./kept.js";
import { serverAnswers } from "./reaching.js";
import { openSitting } from "./sitting.js";

const TEST = "/sitting";
const FIRST_WAIT = 3000;
const LONGEST_WAIT = 15000;

async function keptPage() {
  const kept = location.pathname === TEST ? await openKept(false) : null;
  return kept ? (await kept.get("page"))?.page : null;
}

// The items follow from their own place, where their pictures are kept within.
async function show(page) {
  const kept = new DOMParser().parseFromString(page, "text/html");
  kept.querySelector("[data-form]").replaceChildren();
  kept.documentElement.dataset.kept = "true";
  document.replaceChild(document.adoptNode(kept.documentElement), document.documentElement);
  await openSitting();
}

async function tryAgain() {
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 1.5)) {
    await new Promise((resolve) => setTimeout(resolve, wait * (0.7 + 0.6 * Math.random())));
    if (await serverAnswers()) {
      location.reload();
      return;
    }
  }
}

export async function reopen() {
  const page = await keptPage();
  if (page) {
    await show(page);
  } else {
    document.querySelector("main").hidden = false;
    await tryAgain();
  }
}
