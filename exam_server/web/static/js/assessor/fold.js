// What a sheet comes to from the entries of all tablets that wrote on it. core/sheet_log.py holds the same rules.

const keyOf = (device, sequence) => `${device} ${sequence}`;
const byTime = (one, other) =>
  one.at - other.at || (one.device < other.device ? -1 : one.device > other.device ? 1 : one.sequence - other.sequence);

export const read = (device, text) => ({ device, ...JSON.parse(text), text });

// Entries of the server and of this tablet, each once, by time.
export function merge(...lists) {
  const all = new Map(lists.flat().map((entry) => [keyOf(entry.device, entry.sequence), entry]));
  return [...all.values()].sort(byTime);
}

// An undo and a note speak of the `tap` of that number in the log of the tablet `of`.
export function fold(entries, heads = null) {
  const isAfter = (entry) => heads !== null && entry.sequence > (heads[entry.device] ?? 0);
  const taps = new Map();
  const sheet = { taps: [], ratings: new Map(), flags: new Map() };
  for (const entry of entries) {
    const { device, sequence, kind, at } = entry;
    if (kind === "tap") {
      const { point, value, counter = "", paper } = entry;
      taps.set(keyOf(device, sequence), { device, sequence, at, paper, point, value, counter, note: "", undone: false, after: isAfter(entry) });
    }
  }
  for (const entry of entries) {
    const tap = taps.get(keyOf(entry.of, entry.tap));
    if (tap && (tap.after || !isAfter(entry))) {
      if (entry.kind === "undo") tap.undone = true;
      if (entry.kind === "note") tap.note = entry.words;
    }
    if (isAfter(entry)) continue;
    if (entry.kind === "rate") sheet.ratings.set(entry.criterion, { level: entry.level, justification: entry.justification ?? "" });
    if (entry.kind === "flag") sheet.flags.set(entry.flag, { seen: entry.seen, note: entry.note ?? "" });
  }
  sheet.taps = [...taps.values()];
  return sheet;
}

// What each criterion lacks before the seal: a kind of lack, by criterion. core/rating.py's missing() holds the same rule.
export function lacks(sheet, criteria, points) {
  const observed = new Set(sheet.taps.filter((tap) => !tap.undone && !tap.after).map((tap) => points[tap.point]?.criterion));
  return criteria.map((criterion) => [criterion, lackOf(sheet.ratings.get(criterion), observed.has(criterion))]).filter(([, lack]) => lack);
}

function lackOf(rating, observed) {
  if (!rating) return "unrated";
  if (rating.justification.trim()) return null;
  if (rating.level === null) return "unexplained";
  return observed ? null : "unsupported";
}
