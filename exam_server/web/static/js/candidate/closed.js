// After the end: what this device couldn't send in time is still sent, and the page says what became of it.

import { openQueue } from "./queue.js";
import { SaveLine } from "./save_line.js";
import { Saver } from "./saver.js";
import { csrfToken, readJson } from "./texts.js";

const data = readJson("closed-data");
const queue = await openQueue(data.form);
const line = new SaveLine(document.getElementById("save-line"), readJson("closed-texts"), data);
const saver = new Saver({
  queue,
  url: data.urls.responses,
  csrf: csrfToken(),
  form: data.form,
  epoch: data.epoch,
  nextSequence: 1,
  onState: (state, facts) => line.show(state, facts),
  onReply: () => {},
});
saver.start();
