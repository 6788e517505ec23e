// A paper sheet that is typed in: while a time stands in its field, taps are placed at that minute and second of the run.

export function fromPaper(input) {
  const found = /^(\d{1,3}):([0-5]\d)$/.exec(input?.value.trim() ?? "");
  return found ? { paper: Number(found[1]) * 60 + Number(found[2]) } : {};
}
