// What stands on the page when the test opens: what the server has, with whatever this device hasn't been able to send yet.

// A save of an earlier admission only fills a gap, and so does one whose number the server has: its response may be a later
// one. They're sent all the same: only the answer says whether the server holds the same under that number.
export function restoreResponses(items, queue, { epoch, known: { acknowledged }, responses }) {
  const known = new Map(Object.entries(responses).map(([position, response]) => [Number(position), response]));
  const onServer = new Set(known.keys());
  for (const entry of queue.entries) {
    const isNewer = entry.epoch === epoch && entry.sequence > acknowledged;
    if (isNewer || !onServer.has(entry.position)) {
      known.set(entry.position, entry.response);
    }
  }
  for (const item of items) {
    item.response = known.get(item.position) ?? null;
  }
}
