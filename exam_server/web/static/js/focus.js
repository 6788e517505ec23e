// An error summary gets the focus, and its links lead into the fields they name.

const focusField = (event) => {
  const link = event.target.closest('a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const label = field.closest("fieldset, .field") ?? field;
  label.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
};

export const focusErrors = (root = document) => {
  const summary = root.querySelector(".error-summary");
  if (!summary) return;
  summary.addEventListener("click", focusField);
  summary.focus();
};

focusErrors();
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
