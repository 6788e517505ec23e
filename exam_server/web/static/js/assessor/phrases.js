// Quick phrases: one tap adds one to the note of the last observation; own ones are kept on this tablet.

const MOST = 12;

export class Phrases {
  constructor({ store, account, add }) {
    Object.assign(this, { store, add, name: `phrases.${account}`, own: [] });
    this.place = document.querySelector("[data-phrases]");
    this.place?.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-phrase]");
      if (button) this.add(button.textContent);
    });
    document.querySelector("[data-keep-phrase]")?.addEventListener("click", (event) => this.keep(event.target.form.querySelector("input")));
  }

  async load() {
    this.own = (await this.store.note(this.name)) ?? [];
    for (const phrase of this.own) this.#show(phrase);
  }

  // What stands in the field becomes a button, the newest of a dozen.
  async keep(input) {
    const phrase = input.value.trim();
    if (!phrase || this.own.includes(phrase)) return;
    this.own = [...this.own, phrase].slice(-MOST);
    this.#show(phrase);
    await this.store.setNote(this.name, this.own);
  }

  #show(phrase) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", textContent: phrase });
    button.dataset.phrase = "";
    this.place?.append(button);
  }
}
