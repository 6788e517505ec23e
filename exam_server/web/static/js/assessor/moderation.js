// Looks whether another member has done something: loads the page anew, or says so where something is being written.

const EVERY_MS = 4000;
const notice = document.querySelector("[data-moderation]");
let touched = false;

addEventListener("input", () => {
  touched = true;
});

async function look() {
  if (!document.hidden) {
    try {
      const reply = await fetch(notice.dataset.moderation, { headers: { Accept: "application/json" } });
      if (reply.ok && (await reply.json()).digest !== notice.dataset.digest) {
        if (touched) notice.hidden = false;
        else location.reload();
      }
    } catch {
      // Without a network the page stays as it is; the next look tells.
    }
  }
  setTimeout(look, EVERY_MS);
}

if (notice) setTimeout(look, EVERY_MS);
