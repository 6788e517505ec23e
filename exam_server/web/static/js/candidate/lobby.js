// The lobby: waits for the desk to open the test, then goes there.

import { Heartbeat } from "./heartbeat.js";
import { csrfToken, readJson } from "./texts.js";

const data = readJson("lobby-data");
const announcement = document.querySelector("[data-announcement]");
const contact = document.querySelector("[data-no-contact]");

const heartbeat = new Heartbeat({
  url: data.urls.state,
  csrf: csrfToken(),
  tell: () => ({}),
  seconds: data.heartbeat_seconds,
  onReply: (reply) => {
    contact.hidden = true;
    announcement.textContent = reply.announcement ?? "";
    announcement.hidden = !reply.announcement;
    if (reply.state !== "waiting" && reply.state !== "admitted") {
      location.replace(data.urls.sitting);
    }
  },
  onSilence: () => {
    contact.hidden = false;
  },
});

heartbeat.start();
