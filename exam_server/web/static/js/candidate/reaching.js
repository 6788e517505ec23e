// Whether the server answers at all, asked before a page is left for one that nobody keeps.

const PATIENCE = 4000;

export async function serverAnswers() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok;
  } catch {
    return false;
  }
}

// Links out of what the service worker looks after would end on the browser's own error page without a network.
export function guardWaysOut() {
  for (const link of document.querySelectorAll("a[data-way-out]")) {
    const notice = document.getElementById(link.getAttribute("aria-describedby"));
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      if (await serverAnswers()) {
        location.assign(link.href);
      } else {
        notice.textContent = notice.dataset.words;
      }
    });
  }
}
