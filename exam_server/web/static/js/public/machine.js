// Looks at this computer and at what Safe Exam Browser shows, and writes it into the rows of the page.

import { refreshKeys, shownKeys } from "../candidate/seb.js";
import { csrfToken, fill, readJson } from "../candidate/texts.js";

const SMALLEST = { width: 1000, height: 600 };
const CLOCK_SECONDS = 30;
const SLOW_MS = 1000;

const data = readJson("machine-data");
const texts = readJson("machine-texts");

// `good`: true, false, or null where there's nothing to judge.
function show(name, words, good) {
  const row = document.querySelector(`[data-row="${name}"]`);
  row.querySelector("[data-value]").textContent = words;
  row.querySelector("[data-good]").hidden = good !== true;
  row.querySelector("[data-look]").hidden = good !== false;
}

function keepsData() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("exam-machine", 1);
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase("exam-machine");
        resolve(true);
      };
      request.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
}

async function ask(config_key) {
  const begun = Date.now();
  const answer = await fetch(data.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken(), Accept: "application/json" },
    body: JSON.stringify({ config_key }),
  });
  const ended = Date.now();
  return { ...(await answer.json()), milliseconds: ended - begun, middle: (begun + ended) / 2 };
}

function browserName() {
  const brands = navigator.userAgentData?.brands.filter(({ brand }) => !brand.includes("Not"));
  return brands?.length ? brands.map(({ brand, version }) => `${brand} ${version}`).join(", ") : navigator.userAgent;
}

function showHere() {
  show("browser", browserName(), null);
  const isHere = location.origin === data.address;
  show("address", isHere ? location.origin : fill(texts.other_address, { shown: location.origin, expected: data.address }), isHere);
  const encrypted = location.protocol === "https:";
  show("connection", encrypted ? texts.secure : isSecureContext ? texts.local : texts.plain, encrypted || isSecureContext);
  show(
    "screen",
    fill(texts.size, { width: innerWidth, height: innerHeight }),
    innerWidth >= SMALLEST.width && innerHeight >= SMALLEST.height,
  );
  show("cookies", navigator.cookieEnabled ? texts.yes : texts.no, navigator.cookieEnabled);
}

function showKeys(answer, shown) {
  const header = answer.config_header;
  const script = shown.config_key !== "";
  const present = header || script || shown.client !== "";
  const version = shown.client ? fill(texts.seb_version, { version: shown.client }) : texts.seb_unnamed;
  show("seb", present ? version : texts.seb_none, present ? true : null);
  const way = header && script ? texts.keys_both : header ? texts.keys_header : texts.keys_script;
  show("keys", header || script ? way : texts.keys_none, present ? header || script : null);
  const exam = answer.header_exam || answer.script_exam;
  show("exam", exam ? fill(texts.exam_is, { exam }) : header || script ? texts.exam_none : "–", header || script ? Boolean(exam) : null);
  show("version", answer.exam_header || shown.exam_key ? texts.yes : texts.no, null);
}

showHere();
const kept = await keepsData();
show("storage", kept ? texts.storage_lasts : texts.storage_lost, kept);
await refreshKeys();
const shown = shownKeys();
try {
  const answer = await ask(shown.config_key);
  show("answer", fill(texts.answer, { milliseconds: answer.milliseconds }), answer.milliseconds < SLOW_MS);
  const seconds = Math.round(Math.abs(new Date(answer.now).getTime() - answer.middle) / 1000);
  show("clock", fill(texts.clock, { seconds }), seconds <= CLOCK_SECONDS);
  showKeys(answer, shown);
} catch {
  show("answer", texts.no_answer, false);
}
document.querySelector("[data-done]").hidden = false;
document.documentElement.dataset.ready = "true";
