// The candidate's room: the lobby until the test begins, then the test, on one page.

import "../page.js";
import { loadForm } from "./form.js";
import { waitForStart } from "./lobby.js";
import { openTest } from "./test.js";
import { csrfToken, readJson } from "./texts.js";

const data = readJson("sitting-data");
const csrf = csrfToken();
const standing = await waitForStart(data, csrf);
const form = await loadForm(data.urls.items);
await openTest({ ...data, ...standing, form, epoch: data.epoch }, readJson("sitting-texts"), csrf);
