// Whether the candidate can change anything now, and the notice that says why not.

const CLOSED = new Set(["handed_in", "time_up", "ended_by_desk", "absent", "withdrawn", "excluded"]);

// Beside these, every state of a sitting that isn't closed is a pause.
export const INPUT_NAMES = { open: "", held: "held" };

export const isClosed = (state) => CLOSED.has(state);

export function lockInput(items, locked) {
  items.forEach((item) => item.lock(locked));
  for (const control of document.querySelectorAll("[data-flag], [data-hand-in] button")) {
    control.disabled = locked;
  }
}

export function showNotice(name) {
  for (const part of document.querySelectorAll("[data-notice]")) {
    part.hidden = part.dataset.notice !== name;
  }
}
