// Keys that move through a list's rows; one click switches them off on this device (WCAG 2.1.4).

const KEPT = "row-keys-off";
const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
const choice = document.querySelector("[data-row-keys-on]");

const opener = (row) => row.querySelector("th a");
const here = () => rows.findIndex((row) => row.contains(document.activeElement));
const writes = (target) => target.closest("input:not([type=checkbox]), select, textarea, dialog, [contenteditable]");

const move = (step) => {
  const at = here();
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  opener(rows[next]).focus();
};

const select = () => {
  const box = rows[here()]?.querySelector("input[type=checkbox]");
  if (!box) return false;
  box.click();
  return true;
};

const act = (event) => {
  const inside = here() >= 0;
  if (event.key === "j" || (event.key === "ArrowDown" && inside)) move(1);
  else if (event.key === "k" || (event.key === "ArrowUp" && inside)) move(-1);
  else return event.key === "x" && select();
  return true;
};

if (choice && rows.length) {
  choice.checked = localStorage.getItem(KEPT) === null;
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "1");
  });
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (choice.checked && !modified && !writes(event.target) && act(event)) event.preventDefault();
  });
}
