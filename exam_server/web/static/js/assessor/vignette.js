// A vignette on a tablet: what is chosen is kept there first and sent at once or when the network is back. The panel's levels
// come from the server alone, after one's own.

import { openStore } from "../tablet/store.js";
import { nameOf, sendLevels } from "../tablet/levels.js";

const form = document.querySelector("[data-levels]");
const csrf = document.querySelector("meta[name=csrf-token]").content;
const address = location.pathname;
const store = await openStore();
const name = nameOf(form.dataset.viewer, address);
const find = (selector) => form.querySelector(selector);

function lacking() {
  return [...form.querySelectorAll("fieldset")].filter((each) => !each.querySelector("input:checked"));
}

function show(kept) {
  for (const [field, level] of Object.entries(kept.fields)) find(`[name="${field}"][value="${level}"]`).checked = true;
  for (const each of form.querySelectorAll("input, button")) each.disabled = true;
  find("[data-waits]").hidden = false;
}

async function send() {
  const kept = await store.note(name);
  if (!kept) return;
  show(kept);
  if (await sendLevels(store, { name, ...kept }, csrf)) location.reload();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [first] = lacking();
  find("[data-lacking]").hidden = !first;
  if (first) {
    first.querySelector("input").focus();
    return;
  }
  const fields = Object.fromEntries([...form.querySelectorAll("input:checked")].map((each) => [each.name, each.value]));
  await store.setNote(name, { address, fields });
  await send();
});

addEventListener("online", send);
await send();
document.documentElement.dataset.ready = "true";
