// Red flags on the own sheet: raised with what was seen, taken back before the seal; nobody else learns of one before all seals.

export class Flags {
  // `raise` writes the word into the log.
  constructor({ raise, words }) {
    Object.assign(this, { raise, words });
    for (const form of document.querySelectorAll("[data-flag]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#speak(form, event.submitter);
      });
    }
  }

  #speak(form, button) {
    const text = form.querySelector("textarea");
    const seen = button.dataset.seen === "true";
    const note = text.value.trim();
    if (seen && !note) {
      text.focus();
      return;
    }
    this.raise({ flag: form.dataset.flag, seen, note: seen ? note : "" });
  }

  show(flags) {
    for (const form of document.querySelectorAll("[data-flag]")) {
      const word = flags.get(form.dataset.flag);
      const raised = Boolean(word?.seen);
      const line = form.querySelector("[data-flag-said]");
      line.textContent = raised ? this.words.raised : "";
      line.hidden = !raised;
      form.querySelector("[data-seen=false]").hidden = !raised;
      const text = form.querySelector("textarea");
      if (raised && document.activeElement !== text) text.value = word.note;
    }
  }
}
