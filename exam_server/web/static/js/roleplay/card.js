// The role-player's card and the prompter's page: what is said now comes from the server; taps are kept until it has them.

const POLL_MS = 1500;
const data = JSON.parse(document.getElementById("run-data").textContent);
const find = (selector) => document.querySelector(selector);
const key = `exam-run:${data.viewer}:${data.encounter}`;
const device = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let waiting = JSON.parse(localStorage.getItem(key) ?? "[]");
let sequence = 0;
let sending = false;
let shown = "";
let pressing = false;
let seen = { ...data.clock, at: performance.now() };

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function keep() {
  if (waiting.length) localStorage.setItem(key, JSON.stringify(waiting));
  else localStorage.removeItem(key);
  const strip = find("#sync-strip");
  strip.dataset.state = waiting.length ? "waiting" : "saved";
  const words = waiting.length ? data.words.waiting.replace("{count}", waiting.length) : data.words.saved;
  const line = strip.querySelector("[data-save-words]");
  if (line.textContent !== words) line.textContent = words;
}

// True when the server has taken the event or refused it for good; false to try again.
async function post(event) {
  try {
    const response = await fetch(data.urls.events, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": find("meta[name=csrf-token]").content },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10000),
    });
    if (response.status !== 422) return response.ok;
    const { error } = await response.json();
    find("[data-refusal]").textContent = `${error.what} ${error.why} ${error.remedy}`;
    find("[data-refusal]").hidden = false;
    return true;
  } catch {
    return false;
  }
}

async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length && (await post(waiting[0]))) {
    waiting.shift();
    keep();
  }
  sending = false;
  await refresh();
}

async function refresh() {
  try {
    const response = await fetch(data.urls.now, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) });
    if (response.ok) take(await response.json());
  } catch {
    // The next look is a moment away.
  }
}

function take(reply) {
  seen = { ...reply.clock, at: performance.now() };
  // A button that is replaced between the finger's down and up would swallow the tap.
  if (reply.html === shown || pressing) return;
  shown = reply.html;
  const focused = document.activeElement?.dataset?.reference;
  find("[data-now]").innerHTML = reply.html;
  if (focused) find(`[data-now] [data-reference="${CSS.escape(focused)}"]`)?.focus();
}

document.addEventListener("pointerdown", () => {
  pressing = true;
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    setTimeout(() => {
      pressing = false;
    }, 100);
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-kind]");
  if (!button || button.disabled) return;
  sequence += 1;
  const { kind, reference = "", topic = "" } = button.dataset;
  waiting.push({ device, sequence, kind, reference, topic });
  find("[data-refusal]").hidden = true;
  keep();
  send();
});

setInterval(() => {
  const passed = seen.runs ? Math.floor((performance.now() - seen.at) / 1000) : 0;
  for (const [name, seconds] of Object.entries({ run: seen.run_seconds, phase: seen.phase_seconds })) {
    const place = find(`[data-clock=${name}]`);
    if (place) place.textContent = clock(seconds + passed);
  }
}, 250);

setInterval(() => (waiting.length ? send() : refresh()), POLL_MS);
keep();
send();
document.documentElement.dataset.ready = "true";
