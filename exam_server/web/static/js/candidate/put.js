// How the page's parts tell the server something: as JSON, and not waiting long for its answer.

const PATIENCE = 4000;
const KEEPALIVE_LIMIT = 15000;

// `outlive`: it's sent even if the page is left, as far as browsers do that.
export function put(url, csrf, body, outlive = false) {
  const content = JSON.stringify(body);
  return fetch(url, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, Accept: "application/json" },
    body: content,
    keepalive: outlive && content.length < KEEPALIVE_LIMIT,
    signal: AbortSignal.timeout(PATIENCE),
  });
}
