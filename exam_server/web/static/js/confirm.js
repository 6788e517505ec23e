// A disclosure that asks for a reason becomes a modal dialog; without this script it stays a disclosure.

const opener = (summary) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = summary.className;
  button.setAttribute("aria-haspopup", "dialog");
  button.append(...summary.childNodes);
  return button;
};

const makeDialog = (details) => {
  const form = details.querySelector("form");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.id = details.id;
  dialog.setAttribute("aria-labelledby", form.getAttribute("aria-labelledby"));
  const button = opener(details.querySelector("summary"));
  const cancel = form.querySelector("[data-confirm-cancel]");
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close());
  button.addEventListener("click", () => dialog.showModal());
  dialog.append(form);
  details.replaceWith(button, dialog);
};

export const makeDialogs = (root = document) => root.querySelectorAll("details[data-confirm]").forEach(makeDialog);

makeDialogs();
document.addEventListener("htmx:afterSwap", (event) => makeDialogs(event.target));
