// What stands on the page when the test opens: what the server has, with whatever this device hasn't been able to send yet.

// A save of an earlier admission only fills a gap: the server's response may be a later one.
export async function restoreResponses(items, queue, { epoch, acknowledged, responses }) {
  await queue.remove(queue.entries.filter((entry) => entry.epoch === epoch && entry.sequence <= acknowledged));
  const known = new Map(Object.entries(responses).map(([position, response]) => [Number(position), response]));
  const onServer = new Set(known.keys());
  for (const entry of queue.entries) {
    if (entry.epoch === epoch || !onServer.has(entry.position)) {
      known.set(entry.position, entry.response);
    }
  }
  for (const item of items) {
    item.response = known.get(item.position) ?? null;
  }
}
