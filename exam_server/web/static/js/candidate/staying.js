// The service worker that keeps the browser within the exam; only where the browser allows one (HTTPS, or this machine).

export function stayWithin() {
  navigator.serviceWorker?.register("/sitting-worker.js", { scope: "/sitting", updateViaCache: "all" }).catch(() => {});
}

export function isWithin() {
  return Boolean(navigator.serviceWorker?.controller);
}

// The switches of language and colours reload the page: only once the server has taken the choice.
export function guardPreferences(before = () => {}) {
  const form = document.querySelector(".preferences");
  const refusal = form?.querySelector("[data-refused]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form);
    body.append(event.submitter.name, event.submitter.value);
    await before();
    try {
      const signal = AbortSignal.timeout(4000);
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", signal });
      if (answer.type !== "opaqueredirect") {
        throw new Error(`${answer.status}`);
      }
      location.reload();
    } catch {
      refusal.hidden = false;
      refusal.textContent = refusal.dataset.refused;
    }
  });
}
