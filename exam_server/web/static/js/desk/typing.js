// Typing a paper in with the keys alone: a letter marks an option, 0 says empty, Enter goes to the next question.

import "../page.js";

const form = document.querySelector("[data-typing]");
const questions = [...form.querySelectorAll("[data-question]")];
const first = (question) => question.querySelector("input, select, textarea");
const current = () => document.activeElement?.closest?.("[data-question]");

function goTo(question) {
  const control = question ? question.querySelector("input:checked") ?? first(question) : form.querySelector("button.button-primary");
  control.focus();
  (question ?? control).scrollIntoView({ block: "center" });
}

const next = (question) => goTo(questions[questions.indexOf(question) + 1]);

// Boxes have no option that says empty, as circles do.
function empty(question, options) {
  if (options.length === 0) {
    return false;
  }
  for (const option of options) {
    option.checked = false;
  }
  next(question);
  return true;
}

function choose(question, key) {
  const options = [...question.querySelectorAll(".option input")];
  const wanted = options.find((option) => option.parentElement.querySelector(".option-letter").textContent.trim() === key.toUpperCase());
  if (!wanted) {
    return key === "0" && empty(question, options);
  }
  wanted.checked = wanted.type === "radio" || !wanted.checked;
  wanted.focus();
  if (wanted.type === "radio") {
    next(question);
  }
  return true;
}

form.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || target.matches("textarea, button")) {
    return;
  }
  const question = current();
  if (key === "Enter") {
    // Enter never sends the paper from within it: the last question leads to the button.
    event.preventDefault();
    question ? next(question) : goTo(questions[0]);
  } else if (question && !target.matches("select") && key.length === 1 && choose(question, key)) {
    event.preventDefault();
  }
});

form.parentElement.querySelector("[data-keys]").hidden = false;
