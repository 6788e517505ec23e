// The assessor's own taps: as a timeline, as counts on the tiles, and beside each criterion's anchors.

export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export class Timeline {
  constructor(data, taps) {
    Object.assign(this, { data, taps });
  }

  get last() {
    return this.taps.findLast((tap) => !tap.undone);
  }

  words(tap) {
    return `${this.data.points[tap.point].label}: ${this.value(tap)}`;
  }

  value(tap) {
    if (tap.counter) return tap.counter;
    const yesNo = document.querySelector(`[data-point="${CSS.escape(tap.point)}"]`)?.closest(".point-yes_no");
    return yesNo ? this.data.words[tap.value ? "yes" : "no"] : tap.value;
  }

  of(criterion) {
    return this.taps.filter((tap) => !tap.undone && this.data.points[tap.point].criterion === criterion);
  }

  // The sentences that a justification is assembled from.
  justification(criterion) {
    return this.of(criterion).map((tap) => `${clock(tap.at_seconds)} ${this.words(tap)}${tap.note ? ` (${tap.note})` : ""}`).join("\n");
  }

  show(isWaiting) {
    document.querySelector("[data-timeline]").replaceChildren(...this.taps.toReversed().map((tap) => this.row(tap, isWaiting(tap), true)));
    for (const list of document.querySelectorAll("[data-own-taps]")) {
      const rows = this.of(list.dataset.ownTaps).map((tap) => this.row(tap, isWaiting(tap), false));
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

  row(tap, waiting, withCode) {
    const row = document.createElement("li");
    const time = document.createElement("span");
    time.className = "figures";
    time.textContent = clock(tap.at_seconds);
    const what = document.createElement("span");
    const words = document.createElement("span");
    const label = document.createElement("span");
    label.lang = this.data.content_language;
    label.textContent = this.data.points[tap.point].label;
    words.append(withCode ? `${this.data.points[tap.point].criterion} ` : "", label, `: ${this.value(tap)}`);
    if (tap.undone) words.className = "undone";
    what.append(words);
    const { undone, late, waiting: waits } = this.data.words;
    const remarks = [tap.note, tap.undone && undone, tap.after_seal && late, waiting && waits].filter(Boolean);
    if (remarks.length) what.append(` – ${remarks.join("; ")}`);
    row.append(time, what);
    return row;
  }
}
