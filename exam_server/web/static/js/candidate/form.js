// The items of the form, asked for once when the test begins and again until they come: everything after works without a network.
// Gives the form's digest, under which responses are saved.
// A page of a test that runs brings them along, and so does one that this tab kept.

const PATIENCE = 8000;
const FIRST_WAIT = 300;
const LONGEST_WAIT = 4000;

export async function loadForm(url, kept) {
  const place = document.querySelector("[data-form]");
  if (kept || !place.firstElementChild) {
    place.innerHTML = kept || (await fetchForm(url));
  }
  return place.querySelector("[data-digest]").dataset.digest;
}

// Pictures of later items come once the first one can be answered, and then at once: a cut of the network finds them here.
export function loadPictures() {
  for (const picture of document.querySelectorAll("[data-form] img")) {
    picture.loading = "eager";
  }
}

async function fetchForm(url) {
  const contact = document.querySelector("[data-no-contact]");
  for (let failures = 0; ; failures += 1) {
    try {
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) {
        const form = await answer.text();
        contact.hidden = true;
        return form;
      }
    } catch {
      // Said below; the next attempt follows.
    }
    contact.hidden = false;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
    await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
  }
}
