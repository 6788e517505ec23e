// What the server doesn't hold yet stays in this browser, apart for each account, until the server has it.

const key = (form) => `form-draft:${form.dataset.account}:${form.dataset.subject}:${form.dataset.code}`;

export const keep = (form, draft) => {
  try {
    localStorage.setItem(key(form), JSON.stringify(draft));
  } catch {
    // A full or forbidden store: the page itself still holds everything.
  }
};

export const kept = (form) => {
  try {
    return JSON.parse(localStorage.getItem(key(form)) ?? "null");
  } catch {
    return null;
  }
};

export const forget = (form) => {
  try {
    localStorage.removeItem(key(form));
  } catch {
    // Nothing was kept there.
  }
};
