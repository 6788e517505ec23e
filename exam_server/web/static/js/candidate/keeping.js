// Keeps the page of the test and what stands on it, so that a reload during a cut of the network comes back to both.

import { dropKey, openKept } from "./kept.js";

const PICTURE = 'img[src^="/media/"]';

export async function openKeeping(data) {
  const root = document.documentElement;
  if (!root.dataset.kept) {
    dropKey();
    // As the server sent it: before any script of the test changes it.
    const page = root.outerHTML;
    return new Keeping({ kept: await openKept(true), data, page });
  }
  const kept = await openKept(false);
  const state = await kept?.get("state");
  const items = (await kept?.get("page"))?.items;
  return new Keeping({ kept, data, state: state?.form === data.form ? state : null, items });
}

class Keeping {
  #waiting = null;
  #busy = false;

  // `page`: as the server sent it; `items`: those of a page that was kept instead.
  constructor({ kept, data, page = "", state = null, items = "" }) {
    Object.assign(this, { kept, page, items, beforeLeaving: () => {} });
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
      await this.kept.put("page", { page: this.page, items: await withPictures(form) });
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
