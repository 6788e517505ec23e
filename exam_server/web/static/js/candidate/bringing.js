// Puts responses that another window brought onto the page, and tells the candidate where to look.

import { isSame } from "./controls.js";
import { fill } from "./texts.js";

const brought = new Set();

// `responses` by position. What this window hasn't sent yet is newer than they are. True if the page has changed.
export function bringResponses(items, queue, responses) {
  const isOlder = ({ position }, response) =>
    queue.entries.some((entry) => entry.position === position && !isSame(entry.response, response));
  const changed = items.filter((item) => {
    const response = responses.get(item.position);
    return responses.has(item.position) && !isSame(item.response, response) && !isOlder(item, response);
  });
  for (const item of changed) {
    item.response = responses.get(item.position);
    brought.add(item.position);
  }
  if (changed.length > 0) {
    const notice = document.querySelector("[data-brought]");
    const positions = [...brought].sort((one, other) => one - other).join(", ");
    notice.textContent = fill(notice.dataset.words, { positions });
    notice.hidden = false;
  }
  return changed.length > 0;
}
