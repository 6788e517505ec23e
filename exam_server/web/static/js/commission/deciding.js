// Deciding by keyboard: each key stands on the control that it uses. The keys can be switched off (WCAG 2.1.4).

const KEPT = "exam-deciding-keys";
const hint = document.querySelector("[data-shortcuts]");
const button = hint.querySelector("[data-shortcuts-off]");
let on = localStorage.getItem(KEPT) !== "off";

const say = () => {
  button.textContent = on ? button.dataset.wordsOff : button.dataset.wordsOn;
};

const isTyping = (target) => target.closest("textarea, select, input:not([type=radio])") !== null;

const use = (control) => {
  control.closest("details")?.setAttribute("open", "");
  if (control.type === "radio") {
    control.checked = true;
    control.focus();
  } else {
    control.click();
  }
};

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const control = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!control) return;
  event.preventDefault();
  use(control);
});

button.addEventListener("click", () => {
  on = !on;
  localStorage.setItem(KEPT, on ? "on" : "off");
  say();
});

say();
hint.hidden = false;
