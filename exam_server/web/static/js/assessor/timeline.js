// The assessor's own taps: as a timeline, as counts on the tiles, and beside each criterion's anchors.

import { minutes } from "../tablet/clock.js";

export class Timeline {
  // `second` places a tap in the run; `isWaiting` says whether it's still on this tablet alone.
  constructor({ data, second, isWaiting }) {
    Object.assign(this, { data, second, isWaiting, taps: [] });
  }

  get last() {
    return this.taps.findLast((tap) => !tap.undone);
  }

  words(tap) {
    return `${this.data.points[tap.point].label}: ${this.value(tap)}`;
  }

  value(tap) {
    if (tap.counter) return tap.counter;
    return this.data.points[tap.point].kind === "yes_no" ? this.data.words[tap.value ? "yes" : "no"] : tap.value;
  }

  of(criterion) {
    return this.taps.filter((tap) => !tap.undone && this.data.points[tap.point].criterion === criterion);
  }

  // The sentences that a justification is assembled from.
  justification(criterion) {
    return this.of(criterion)
      .map((tap) => `${minutes(this.second(tap))} ${this.words(tap)}${tap.note ? ` (${tap.note})` : ""}`)
      .join("\n");
  }

  show(taps) {
    this.taps = taps.filter((tap) => this.data.points[tap.point]);
    document.querySelector("[data-timeline]").replaceChildren(...this.taps.toReversed().map((tap) => this.row(tap, true)));
    for (const list of document.querySelectorAll("[data-own-taps]")) {
      const rows = this.of(list.dataset.ownTaps).map((tap) => this.row(tap, false));
      list.replaceChildren(...rows);
      list.parentElement.querySelector("[data-no-taps]").hidden = rows.length > 0;
    }
    for (const tile of document.querySelectorAll(".tap[data-point]")) this.count(tile);
  }

  count(tile) {
    const { point, value, counter } = tile.dataset;
    const count = this.taps.filter((tap) => !tap.undone && tap.point === point && String(tap.value) === value && tap.counter === counter).length;
    const shown = tile.querySelector("[data-count]");
    shown.hidden = count === 0;
    shown.textContent = count;
    tile.dataset.tapped = count > 0;
  }

  row(tap, withCode) {
    const row = document.createElement("li");
    const time = document.createElement("span");
    time.className = "figures";
    time.textContent = minutes(this.second(tap));
    const what = document.createElement("span");
    const words = document.createElement("span");
    const label = document.createElement("span");
    label.lang = this.data.content_language;
    label.textContent = this.data.points[tap.point].label;
    words.append(withCode ? `${this.data.points[tap.point].criterion} ` : "", label, `: ${this.value(tap)}`);
    if (tap.undone) words.className = "undone";
    what.append(words);
    const { undone, late, waiting } = this.data.words;
    const remarks = [tap.note, tap.undone && undone, tap.after && late, this.isWaiting(tap) && waiting].filter(Boolean);
    if (remarks.length) what.append(` – ${remarks.join("; ")}`);
    row.append(time, what);
    return row;
  }
}
