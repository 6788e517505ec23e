// The blueprint's grid by keyboard: arrows and Enter move up and down a column, also over rows of another table.

const fields = (column) => [...document.querySelectorAll(`[data-grid-column="${column}"]`)];

const STEPS = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const column = event.target.dataset?.gridColumn;
  const step = STEPS[event.key];
  if (!column || !step || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const all = fields(column);
  const next = all[all.indexOf(event.target) + (event.shiftKey ? -step : step)];
  if (next) {
    next.focus();
    next.select();
  }
});
