// Keeps a candidate's browser within the exam while the server can't be reached. It holds static files and one page without
// any content; what is confidential the page itself keeps, sealed (kept.js).
//
// The server writes before this: RELEASE, FILES, SHELL and HEADERS.

const STATIC = `exam-static-${RELEASE}`;
const PATIENCE = 8000;
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
  if (request.mode === "navigate") {
    event.respondWith(arrive(request));
  } else if (request.method === "GET" && new URL(request.url).pathname.startsWith("/assets/")) {
    event.respondWith(take(request));
  }
});

async function arrive(request) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  if (answer && !AWAY.has(answer.status)) {
    return answer;
  }
  if (request.method !== "GET") {
    // What was sent may have arrived; the page that follows says how things stand.
    return Response.redirect("/sitting", 303);
  }
  return new Response(SHELL, { headers: HEADERS });
}

async function take(request) {
  const cache = await caches.open(STATIC);
  const held = await cache.match(request);
  if (held) {
    return held;
  }
  const answer = await fetch(request);
  if (answer.ok) {
    cache.put(request, answer.clone());
  }
  return answer;
}
