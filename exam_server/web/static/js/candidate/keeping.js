// Keeps the page of the test and what stands on it, so that a reload during a cut of the network comes back to both.

import { dropKey, openKept } from "./kept.js";

const ROOT = document.documentElement;
const PICTURE = 'img[src^="/media/"]';

// As the server sent it: taken before any script of the test changes it.
const PAGE = ROOT.outerHTML;

export async function openKeeping(data) {
  if (!ROOT.dataset.kept) {
    dropKey();
    return new Keeping(await openKept(true), data, null, "");
  }
  const kept = await openKept(false);
  const state = await kept?.get("state");
  return new Keeping(kept, data, state?.form === data.form ? state : null, (await kept?.get("page"))?.items ?? "");
}

class Keeping {
  #waiting = null;
  #busy = false;

  // `items`: those of a page that was kept, empty on one from the server.
  constructor(kept, data, state, items) {
    Object.assign(this, { kept, items, beforeLeaving: () => {} });
    // A page from the server says what is; one that was kept goes on where this tab was. Only the PC's clock has gone on
    // through the reload, so the time left is shown by it until the server's next word; the server alone ends a test.
    const gone = state?.state === "open" ? Math.max(0, (Date.now() - state.at) / 1000) : 0;
    const left = state && { ...state, remaining_seconds: Math.max(0, state.remaining_seconds - gone) };
    this.data = { ...data, ...left, form: data.form, epoch: data.epoch };
  }

  // The latest state wins; one is written at a time.
  async remember(state) {
    this.#waiting = { ...state, form: this.data.form, at: Date.now() };
    if (this.#busy || !this.kept) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#waiting) {
        const next = this.#waiting;
        this.#waiting = null;
        await this.kept.put("state", next);
      }
    } catch {
      this.kept = null;
    } finally {
      this.#busy = false;
    }
  }

  async rememberPage() {
    if (!this.kept || this.items) {
      return;
    }
    try {
      const form = document.querySelector("[data-form]").cloneNode(true);
      await this.kept.put("page", { page: PAGE, items: await withPictures(form) });
    } catch {
      this.kept = null;
    }
  }

  // The test goes on in another place.
  stop() {
    this.kept = null;
    dropKey();
  }
}

// The pictures go into the page itself, from what is shown: they aren't fetched again.
async function withPictures(form) {
  for (const picture of form.querySelectorAll(PICTURE)) {
    const shown = document.querySelector(`img[src="${picture.getAttribute("src")}"]`);
    picture.setAttribute("src", (await redraw(shown)) || picture.getAttribute("src"));
  }
  return form.innerHTML;
}

async function redraw(picture) {
  try {
    await picture.decode();
  } catch {
    return "";
  }
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: picture.naturalWidth, height: picture.naturalHeight });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL();
}
