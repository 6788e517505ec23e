// The tiles of one phase: the one that runs, until the assessor chooses another one or all of them.

export class Phases {
  #chosen = null;

  constructor() {
    this.switch = document.querySelector("[data-phases]");
    this.switch?.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-phase]");
      if (button) this.choose(button.dataset.phase);
    });
  }

  choose(phase) {
    this.#chosen = phase === "now" ? null : phase;
    this.#show();
  }

  // The phase that the room is in, as the server said.
  hear(phase) {
    this.now = phase ?? "";
    this.#show();
  }

  #show() {
    if (!this.switch) return;
    const phase = this.#chosen ?? this.now;
    for (const button of this.switch.querySelectorAll("button[data-phase]")) {
      const isPressed = button.dataset.phase === (this.#chosen ?? "now");
      button.setAttribute("aria-pressed", isPressed);
      button.toggleAttribute("data-runs", button.dataset.phase === this.now);
    }
    for (const section of document.querySelectorAll(".criterion-taps")) {
      let shown = 0;
      for (const point of section.querySelectorAll(".point")) {
        const phases = point.dataset.phases.split(" ").filter(Boolean);
        point.hidden = Boolean(phase) && phase !== "all" && phases.length > 0 && !phases.includes(phase);
        shown += point.hidden ? 0 : 1;
      }
      section.hidden = shown === 0;
    }
  }
}
