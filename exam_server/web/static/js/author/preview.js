// The candidates' own controls answer in a preview as they do in the test; nothing is kept, and there's no other question to go to.

import { ItemView } from "../candidate/items.js";

const opened = new WeakSet();

const open = (section) => {
  opened.add(section);
  new ItemView(section, () => null).response = null;
  for (const part of section.querySelectorAll("[data-flag], a[href^='#/']")) part.inert = true;
};

const openAll = () => {
  for (const section of document.querySelectorAll(".preview [data-item]")) if (!opened.has(section)) open(section);
};

openAll();
// The form's preview comes anew with what is typed.
document.addEventListener("htmx:afterSwap", openAll);
