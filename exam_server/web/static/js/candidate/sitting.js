// The lobby until the test begins, then the test, on one page.

import { loadForm, loadPictures } from "./form.js";
import { openKeeping } from "./keeping.js";
import { waitForStart } from "./lobby.js";
import { guardPreferences, stayWithin } from "./staying.js";
import { openTest } from "./test.js";
import { csrfToken, readJson } from "./texts.js";

const AFTER_THE_START = 2000;

export async function openSitting() {
  const keeping = await openKeeping(readJson("sitting-data"));
  const { data } = keeping;
  const csrf = csrfToken();
  guardPreferences(() => keeping.beforeLeaving());
  const standing = keeping.items ? {} : await waitForStart(data, csrf);
  const form = await loadForm(data.urls.items, keeping.items);
  await openTest({ ...data, ...standing, form, epoch: data.epoch }, readJson("sitting-texts"), csrf, keeping);
  loadPictures();
  setTimeout(stayWithin, AFTER_THE_START);
  await keeping.rememberPage();
}
