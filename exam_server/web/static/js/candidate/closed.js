// After the end: what this device couldn't send in time is still sent, and the page says what became of it.

import { Away } from "./away.js";
import { forgetKept } from "./kept.js";
import { openQueue } from "./queue.js";
import { guardWaysOut } from "./reaching.js";
import { SaveLine } from "./save_line.js";
import { Saver } from "./saver.js";
import { guardPreferences, stayWithin } from "./staying.js";
import { csrfToken, readJson } from "./texts.js";

export async function openReceipt() {
  const data = readJson("closed-data");
  const queue = await openQueue(data.form);
  const line = new SaveLine(document.getElementById("save-line"), readJson("closed-texts"), data);
  const away = new Away({ panel: document.querySelector("[data-away]"), queue, data });
  forgetKept();
  stayWithin();
  guardPreferences();
  guardWaysOut();
  away.end(true);
  if (queue.size > 0) {
    line.show("waiting", { count: queue.size });
  }
  addEventListener("beforeunload", (event) => queue.size > 0 && event.preventDefault());
  makeSaver({ data, queue, line, away }).start();
}

function makeSaver({ data, queue, line, away }) {
  let late = false;
  return new Saver({
    queue,
    url: data.urls.responses,
    csrf: csrfToken(),
    form: data.form,
    epoch: data.epoch,
    nextSequence: 1,
    onState: (state, facts) => {
      late ||= state === "late";
      line.show(state, facts);
    },
    onReply: () => {},
    onRenumber: () => {},
    onFailing: (failing) => {
      away.hear(failing);
      // The receipt itself says how much arrived after the time.
      if (late && queue.size === 0) {
        location.reload();
      }
    },
  });
}
