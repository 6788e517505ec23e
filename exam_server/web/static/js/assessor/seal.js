// A sheet isn't sealed from this device while something of it still waits here.

import { openLog } from "../tablet/log.js";
import { openStore } from "../tablet/store.js";

const form = document.querySelector("form[data-encounter]");

async function check() {
  const { encounter, viewer } = form.dataset;
  const log = await openLog(await openStore(), { encounter, account: viewer });
  document.querySelector("[data-unsent]").hidden = log.waiting === 0;
  form.querySelector("button").disabled = log.waiting > 0;
}

if (form) await check();
