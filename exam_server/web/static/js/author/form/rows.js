// Rows of a form are added, removed and moved by their buttons; names follow the order of the rows.

const ACT = /^(.+)\.(?:(add)|(\d+)\.(up|down|remove))$/;
const NAMED = ["name", "id", "for", "aria-describedby", "data-findings", "data-list", "list-of"];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const rowsOf = (list) => [...list.children].filter((each) => each.matches("[data-row]"));
const listOf = (form, path) => form.querySelector(`[data-list="${CSS.escape(path)}"]`);

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const rename = (row, from, to) => {
  const place = new RegExp(`(^|[ -])${escaped(from)}(?=\\.|$| )`, "g");
  for (const each of [row, ...row.querySelectorAll("*")]) {
    for (const name of NAMED) {
      if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(place, `$1${to}`));
    }
    if (each.matches("button[data-act]")) each.value = each.value.replace(place, `$1${to}`);
  }
};

const number = (list) => {
  const path = list.dataset.list;
  // Two steps, so that no row takes a name that another one still has.
  const rows = rowsOf(list);
  rows.forEach((row, at) => {
    rename(row, `${path}.${row.dataset.row}`, `${path}.moved${at}`);
    row.dataset.row = `moved${at}`;
  });
  rows.forEach((row, at) => {
    rename(row, `${path}.moved${at}`, `${path}.${at}`);
    row.dataset.row = String(at);
    row.querySelector("[data-number]").textContent = String(at + 1);
  });
};

const freeName = (list, kind) => {
  const taken = new Set(rowsOf(list).map((row) => row.querySelector(":scope [data-name]")?.value));
  const names = kind === "option" ? [...LETTERS] : [];
  for (let each = 1; each < 100; each += 1) names.push(`${{ option: "o2", pair: "p", gap: "g" }[kind]}${each}`);
  return names.find((name) => !taken.has(name));
};

const add = (form, path) => {
  const list = listOf(form, path);
  const template = form.querySelector(`template[data-new="${path.replace(/\.\d+/g, "")}"]`);
  const row = template.content.firstElementChild.cloneNode(true);
  const named = row.querySelector("[data-name]");
  if (named) named.value = freeName(list, named.dataset.name);
  rename(row, `${path.replace(/\.\d+/g, ".0")}.new`, `${path}.new`);
  list.append(row);
  number(list);
  const inner = row.querySelector("[data-list]");
  if (inner) add(form, inner.dataset.list);
  row.querySelector("input:not([type=hidden]), textarea").focus();
};

const act = (form, button) => {
  const [, path, adds, at, how] = button.value.match(ACT);
  if (adds) return add(form, path);
  const list = listOf(form, path);
  const row = rowsOf(list)[Number(at)];
  const other = how === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (how === "remove") {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    number(list);
    const target = next?.matches("[data-row]") ? next.querySelector("button[data-act]") : list.nextElementSibling;
    (target?.matches("button") ? target : list.parentElement.querySelector('button[value$=".add"]'))?.focus();
  } else if (other?.matches("[data-row]")) {
    if (how === "up") other.before(row);
    else other.after(row);
    number(list);
    button.focus();
  }
};

export const followRows = (form) => {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    event.preventDefault();
    act(form, button);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
};
