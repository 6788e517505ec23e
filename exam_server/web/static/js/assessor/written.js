// Marking a text by keyboard, and saving the draft while somebody marks. The keys can be switched off (WCAG 2.1.4).

const KEPT = "exam-written-keys";
const TYPING_MS = 800;
const AGAIN_MS = 5000;
const form = document.querySelector("form[data-draft]");
const elements = [...form.querySelectorAll("[data-element]")];
const strip = document.querySelector("[data-saved]");
const hint = document.querySelector("[data-shortcuts]");
const off = hint.querySelector("[data-shortcuts-off]");
const csrf = document.querySelector("meta[name=csrf-token]").content;
let on = localStorage.getItem(KEPT) !== "off";
let current = Math.max(0, elements.findIndex((each) => !each.querySelector(":checked")));
let timer = 0;
let changes = 0;
let saved = 0;

const reasonOf = (at) => elements[at].querySelector("textarea");

function marks() {
  return elements.map((each, at) => {
    const chosen = each.querySelector(":checked");
    return { level: chosen ? Number(chosen.value) : null, reason: reasonOf(at).value };
  });
}

function tell(state, why = "") {
  const words = strip.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`].replace("{why}", why);
  strip.hidden = false;
  strip.dataset.state = state === "saved" || state === "saving" ? "saved" : "waiting";
  if (strip.textContent !== words) strip.textContent = words;
}

function showLacks(lacks) {
  const rows = lacks.map(({ element, message }) => {
    const link = document.createElement("a");
    link.href = `#element-${element - 1}`;
    link.textContent = message;
    const row = document.createElement("li");
    row.append(link);
    return row;
  });
  form.querySelector("[data-lacks]").replaceChildren(...rows);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save() {
  const sent = changes;
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, Accept: "application/json" },
      body: JSON.stringify({ marks: marks() }),
    });
    const body = await answer.json();
    if (!answer.ok) {
      tell("refused", `${body.error.what} ${body.error.why} ${body.error.remedy}`);
      return;
    }
    saved = sent;
    showLacks(body.lacks);
    if (saved === changes) tell("saved");
    else later(TYPING_MS);
  } catch {
    tell("waiting");
    later(AGAIN_MS);
  }
}

function changed(wait) {
  changes += 1;
  tell("saving");
  later(wait);
}

function point(at, focus = true) {
  current = Math.min(Math.max(at, 0), elements.length - 1);
  elements.forEach((each, place) => each.toggleAttribute("data-current", place === current));
  if (!focus) return;
  const radio = elements[current].querySelector(":checked") ?? elements[current].querySelector("input");
  radio.focus({ preventScroll: true });
  elements[current].scrollIntoView({ block: "nearest" });
}

function choose(level) {
  const radio = elements[current].querySelector(`input[value="${level}"]`);
  radio.checked = true;
  changed(0);
  if (level < Number(elements[current].dataset.sufficient) && !reasonOf(current).value.trim()) reasonOf(current).focus();
  else if (current + 1 < elements.length) point(current + 1);
  else form.querySelector("[data-key=s]").focus();
}

const acts = {
  j: () => point(current + 1),
  k: () => point(current - 1),
  r: () => reasonOf(current).focus(),
  s: () => form.querySelector("[data-key=s]").focus(),
};

function press(event) {
  if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea")) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    point(elements[current].querySelector(":checked") ? current + 1 : current);
    return;
  }
  const key = event.key.toLowerCase();
  if (/^[0-3]$/.test(key)) choose(Number(key));
  else if (acts[key]) acts[key]();
  else return;
  event.preventDefault();
}

function say() {
  off.textContent = on ? off.dataset.wordsOff : off.dataset.wordsOn;
}

form.addEventListener("focusin", (event) => {
  const own = event.target.closest("[data-element]");
  if (own) point(Number(own.dataset.element), false);
});
form.addEventListener("change", () => changed(0));
form.addEventListener("input", (event) => event.target.matches("textarea") && changed(TYPING_MS));
form.addEventListener("submit", () => {
  clearTimeout(timer);
  saved = changes;
});
document.addEventListener("keydown", press);
off.addEventListener("click", () => {
  on = !on;
  localStorage.setItem(KEPT, on ? "on" : "off");
  say();
});
addEventListener("beforeunload", (event) => {
  if (saved !== changes) event.preventDefault();
});

say();
hint.hidden = false;
point(current, false);
