// What is typed is kept on the server every few seconds; without it, in this browser, and offered on coming back.

import { forget, keep, kept } from "./kept.js";

const EVERY = 3000;
const CLOSED = [400, 401, 403];
const LISTED = ["criteria", "sources"];
const OWN = /^(?:csrf_token|act|based_on|draft|reason|into|caret|description|picture|new_kind|preview_\w+)$/;

export const fieldsOf = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (OWN.test(name) || typeof value !== "string") continue;
    fields[name] = LISTED.includes(name) && name in fields ? `${fields[name]} ${value}` : value;
  }
  for (const name of LISTED) if (form.querySelector(`[name="${name}"]`)) fields[name] ??= "";
  return fields;
};

const hour = (moment) => moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

/** After a new log-in this page's token is stale: its own address gives a fresh one. */
const renewToken = async (form) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  const same = page.querySelector("form[data-account]")?.dataset.account === form.dataset.account;
  if (!token || !same) return false;
  form.elements.csrf_token.value = token;
  document.body.setAttribute("data-hx-headers", JSON.stringify({ "X-CSRF-Token": token }));
  return true;
};

const send = (form, draft) =>
  fetch(form.dataset.address, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf_token.value },
    body: JSON.stringify(draft),
  });

export const watchDraft = (form) => {
  const state = document.getElementById("draft-state");
  let isChanged = false;
  let sending = null;
  let isHandingIn = false;
  let isReady = false;

  const draftNow = () => ({
    subject: form.dataset.subject,
    code: form.dataset.code,
    based_on: Number(form.elements.based_on.value),
    fields: fieldsOf(form),
  });

  const say = (name, values = {}) => {
    state.textContent = state.dataset[name].replace(/\{(\w+)\}/g, (_, each) => values[each]);
  };

  const keepHere = (words) => {
    isChanged = true;
    keep(form, { ...draftNow(), at: new Date().toISOString() });
    say(words);
  };

  const arrived = async (answer) => {
    const told = await answer.json();
    if (!isChanged) forget(form);
    say("saved", { time: hour(new Date(told.saved_at)) });
    showOthers(form, told);
  };

  /** Whether the server has everything now. */
  const saveNow = async () => {
    isChanged = false;
    try {
      let answer = await send(form, draftNow());
      if (CLOSED.includes(answer.status) && (await renewToken(form))) answer = await send(form, draftNow());
      if (answer.ok) await arrived(answer);
      else keepHere(CLOSED.includes(answer.status) ? "out" : "refused");
      return answer.ok;
    } catch {
      keepHere("local");
      return false;
    } finally {
      sending = null;
    }
  };
  /** One after the other, so that an older draft never comes in after a newer one. */
  const save = async () => {
    await sending;
    sending = saveNow();
    return sending;
  };
  const saveChanges = () => {
    if (isChanged && !sending && !isHandingIn) save();
  };

  for (const type of ["input", "change"]) {
    form.addEventListener(type, (event) => {
      if (event.target.type !== "search") isChanged = true;
    });
  }
  setInterval(saveChanges, EVERY);
  addEventListener("online", saveChanges);
  addEventListener("pagehide", () => {
    if (isChanged) keep(form, { ...draftNow(), at: new Date().toISOString() });
  });
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    if (isReady) {
      isReady = false;
      return;
    }
    // The page goes away with what was typed, so the server gets it as a draft first; else the page stays.
    event.preventDefault();
    if (isHandingIn) return;
    isHandingIn = true;
    say("sending");
    const isKept = await save();
    // A second press is the same one; a page that stays after all (the browser's Stop) must take a new one.
    setTimeout(() => (isHandingIn = false), isKept ? EVERY : 0);
    isReady = isKept;
    if (isKept) form.requestSubmit(event.submitter);
    else state.scrollIntoView({ block: "center" });
  });
  offer(form);
};

const showOthers = (form, told) => {
  const place = document.getElementById("others");
  const words = told.others.map((each) =>
    place.dataset.words.replace("{name}", each.name).replace("{time}", hour(new Date(each.saved_at))),
  );
  if (told.number !== Number(form.elements.based_on.value)) {
    words.unshift(place.dataset.overtaken.replace("{number}", told.number));
  }
  const shown = words.map((each) => Object.assign(document.createElement("p"), { className: "message message-waiting", textContent: each }));
  if (place.textContent.trim() !== words.join("")) place.replaceChildren(...shown);
};

/** A draft that only this browser has is sent to the page's own address, which shows the form with it. */
const offer = (form) => {
  const draft = kept(form);
  const panel = document.getElementById("local-draft");
  const now = JSON.stringify(fieldsOf(form));
  if (!draft || !panel || JSON.stringify(draft.fields) === now) return forget(form);
  const at = new Date(draft.at);
  panel.querySelector("[data-local-time]").textContent = `${at.toLocaleDateString(document.documentElement.lang)}, ${hour(at)}`;
  panel.hidden = false;
  panel.querySelector("[data-local-drop]").addEventListener("click", () => {
    forget(form);
    panel.hidden = true;
  });
  panel.querySelector("[data-local-take]").addEventListener("click", () => {
    const sent = document.createElement("form");
    sent.method = "post";
    const own = { csrf_token: form.elements.csrf_token.value, draft: form.dataset.draft, based_on: draft.based_on, act: "show" };
    for (const [name, value] of Object.entries({ ...draft.fields, ...own })) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      sent.append(field);
    }
    sent.hidden = true;
    document.body.append(sent);
    sent.submit();
  });
};
