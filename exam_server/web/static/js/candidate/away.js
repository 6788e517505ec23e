// What the page says when the server has been out of reach for a while, and the answer file that it then offers.

import { canSeal } from "../file_seal.js";
import { sealAnswers } from "./answer_file.js";
import { fill } from "./texts.js";

export class Away {
  #since = 0;
  #timer = 0;

  constructor({ panel, queue, data }) {
    Object.assign(this, { panel, queue, data });
    this.ended = false;
    this.button = panel.querySelector("[data-answer-file]");
    this.button.hidden = !canSeal() || !data.answer_file;
    panel.querySelector("[data-answer-file-impossible]").hidden = !this.button.hidden;
    this.button.addEventListener("click", () => this.#save());
  }

  // `failing`: the last attempt to send didn't reach the server, or it took nothing.
  hear(failing) {
    this.#since = failing ? this.#since || performance.now() : 0;
    this.#look();
  }

  // After the end there's no reason to wait for a minute.
  end(ended) {
    this.ended = ended;
    this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    const patience = this.ended ? 0 : Number(this.panel.dataset.after) * 1000;
    const rest = this.#since + patience - performance.now();
    const away = this.#since > 0 && this.queue.size > 0;
    this.panel.hidden = !away || rest > 0;
    this.panel.querySelector("[data-away-running]").hidden = this.ended;
    this.panel.querySelector("[data-away-ended]").hidden = !this.ended;
    if (away && rest > 0) {
      this.#timer = setTimeout(() => this.#look(), rest);
    }
  }

  async #save() {
    const entries = this.queue.copyOut();
    const { form, epoch, answer_file: keys, seat } = this.data;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await sealAnswers({ form, epoch, keys, entries }));
    const words = this.panel.querySelector("[data-answer-file-words]");
    link.download = fill(words.dataset.name, { seat });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    words.textContent = fill(words.dataset.words, { name: link.download, count: entries.length });
  }
}
