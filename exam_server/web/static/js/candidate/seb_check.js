// The check at the door: gives the server the page's own address with the keys that belong to it, and goes on.

import { refreshKeys, shownKeys } from "./seb.js";

export async function openCheck() {
  const form = document.querySelector("[data-seb-check]");
  if (!form) {
    return;
  }
  await refreshKeys();
  const values = { page: location.href, ...shownKeys() };
  for (const [name, value] of Object.entries(values)) {
    form.elements[name].value = value;
  }
  form.requestSubmit();
}
