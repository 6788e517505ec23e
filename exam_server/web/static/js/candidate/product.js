// Saving what the candidate writes in a simulation while they write it; nothing is called saved before the server says so.

import { put } from "./put.js";

const TYPING_MS = 800;
const AGAIN_MS = 4000;

export function openProduct() {
  const form = document.querySelector("form[data-draft]");
  if (form) new Draft(form);
}

class Draft {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.line = form.querySelector("[data-saved]");
    this.csrf = document.querySelector("meta[name=csrf-token]").content;
    this.saved = this.field.value;
    this.field.addEventListener("input", () => this.later(TYPING_MS));
    form.addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.saved = this.field.value;
    });
    addEventListener("beforeunload", (event) => {
      if (this.saved !== this.field.value) event.preventDefault();
    });
  }

  later(wait) {
    this.tell("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    const words = this.field.value;
    try {
      const answer = await put(this.form.dataset.draft, this.csrf, { words });
      if (!answer.ok) {
        const { error } = await answer.json();
        this.tell("refused", `${error.what} ${error.why} ${error.remedy}`);
        return;
      }
      this.saved = words;
      if (words === this.field.value) this.tell("saved");
    } catch {
      this.tell("waiting");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), AGAIN_MS);
    }
  }

  tell(state, why = "") {
    const words = this.line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`].replace("{why}", why);
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}
