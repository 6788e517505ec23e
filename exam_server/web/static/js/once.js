// A button pressed twice sends its form once: what the first answer shows once (tickets, codes) isn't lost to a second one.

const WAIT = 3000;
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
  if (sent.has(event.target)) return event.preventDefault();
  sent.add(event.target);
  // The page may stay after all: a download, the browser's Stop, a way back to it.
  setTimeout(() => sent.delete(event.target), WAIT);
});
