// Looks whether another member has done something: loads the page anew, or says so where something is being written.

const EVERY_MS = 4000;
const notice = document.querySelector("[data-moderation]");
// Something is being written, or the page is being left: a reload would lose the words, or cut off the way to the next page.
let busy = false;

for (const kind of ["input", "submit", "beforeunload"]) {
  addEventListener(kind, () => {
    busy = true;
  });
}

// What is ticked on a page that's already leaving would be lost.
function reload() {
  document.body.inert = true;
  location.reload();
}

async function look() {
  if (!document.hidden) {
    try {
      const reply = await fetch(notice.dataset.moderation, { headers: { Accept: "application/json" } });
      if (reply.ok && (await reply.json()).digest !== notice.dataset.digest) {
        if (busy) notice.hidden = false;
        else reload();
      }
    } catch {
      // Without a network the page stays as it is; the next look tells.
    }
  }
  setTimeout(look, EVERY_MS);
}

if (notice) setTimeout(look, EVERY_MS);
