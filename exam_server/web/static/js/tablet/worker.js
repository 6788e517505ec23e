// Keeps a tablet at work while the server can't be reached: the pages of the day, as they were when it was loaded.
// What was tapped since then the pages themselves keep (tablet/store.js) and put in.
//
// The server writes before this: RELEASE and FILES.

const STATIC = `exam-static-${RELEASE}`;
const PAGES = "exam-sheets";
const PATIENCE = 4000;
const AWAY = new Set([502, 503, 504]);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("exam-static-") && name !== STATIC;
  const clean = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([clean, self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(arrive(request));
  else if (new URL(request.url).pathname.startsWith("/assets/")) event.respondWith(take(request));
});

// A page that isn't kept has to wait for the server, however slow that is.
async function arrive(request) {
  const asked = fetch(request).catch(() => null);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const answer = await Promise.race([asked, late]);
  if (answer && !AWAY.has(answer.status)) return answer;
  const kept = await (await caches.open(PAGES)).match(request, { ignoreSearch: true });
  return kept ? mark(kept) : (await asked) ?? Response.error();
}

// The page learns that it's a kept one: what it says of the server's state may be old.
async function mark(kept) {
  const html = (await kept.text()).replace("<html ", '<html data-kept="true" ');
  return new Response(html, { headers: kept.headers });
}

async function take(request) {
  const cache = await caches.open(STATIC);
  const held = await cache.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) cache.put(request, answer.clone());
  return answer;
}
