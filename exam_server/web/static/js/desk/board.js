// An old board must never look like a current one: the page says when it couldn't be refreshed.

const notice = document.getElementById("board-stale");

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.elt.matches("[data-board]")) return;
  notice.hidden = detail.successful && detail.xhr.responseText.includes('id="board-summary"');
});
