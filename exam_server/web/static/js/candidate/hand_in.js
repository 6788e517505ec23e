// The second step of handing in: only once nothing is unsent, and only the server's word ends the test.

import { fill } from "./texts.js";

export class HandIn {
  // `commitAll` gives what is typed but not yet saved to the queue; `onTaken`: the server has the test.
  constructor({ saver, texts, csrf, commitAll, onTaken }) {
    Object.assign(this, { saver, texts, csrf, commitAll, onTaken });
    this.failed = document.querySelector("[data-hand-in-failed]");
    this.form = document.querySelector("[data-hand-in]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  async #send() {
    this.failed.hidden = true;
    await this.commitAll();
    if (!(await this.saver.flush())) {
      this.#fail(fill(this.texts.hand_in_waits, { count: this.saver.queue.size }));
      return;
    }
    try {
      const headers = { "X-CSRF-Token": this.csrf };
      // It leads to the receipt, which the page goes to itself: followed here, it would be fetched twice.
      const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), headers, redirect: "manual" });
      if (!answer.ok && answer.type !== "opaqueredirect") {
        throw new Error(`${answer.status}`);
      }
      this.onTaken();
    } catch {
      this.#fail(this.texts.hand_in_failed);
    }
  }

  #fail(words) {
    this.failed.textContent = words;
    this.failed.hidden = false;
  }
}
