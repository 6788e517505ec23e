// The form of an item or a shared case: rows, findings at their places, pictures, pickers, and drafts.

import { watchDraft } from "./draft.js";
import { followFindings } from "./findings.js";
import { followPicture } from "./picture.js";
import { followPickers } from "./picker.js";
import { followRows } from "./rows.js";

const form = document.querySelector("form[data-draft]");
const live = document.getElementById("live");

const check = () => live.dispatchEvent(new CustomEvent("check-form"));

const changed = (event) => {
  if (event.target.type === "file" || event.target.type === "search") return;
  check();
};

for (const type of ["input", "change"]) form.addEventListener(type, changed);
for (const each of document.querySelectorAll(".preview-controls select")) each.addEventListener("change", check);

form.addEventListener("submit", (event) => {
  // Enter in a field looks at what was typed, as the preview's button does.
  if (event.submitter?.value !== "preview") return;
  event.preventDefault();
  check();
});

followRows(form);
followFindings(form, live);
followPicture(form);
followPickers(form);
watchDraft(form);
