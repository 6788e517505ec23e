// A sheet isn't sealed from this device while something of it still waits here.

const form = document.querySelector("form[data-prefix]");
const waits = () => Object.keys(localStorage).some((key) => key.startsWith(form.dataset.prefix));

function check() {
  const waiting = waits();
  document.querySelector("[data-unsent]").hidden = !waiting;
  form.querySelector("button").disabled = waiting;
  return waiting;
}

if (form) {
  check();
  addEventListener("storage", check);
  form.addEventListener("submit", (event) => {
    if (check()) event.preventDefault();
  });
}
