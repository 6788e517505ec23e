// What is folded on the agenda opens for who is sent there by a link.

const unfold = (hash) => {
  const fold = hash.length > 1 && document.getElementById(hash.slice(1))?.closest(".agenda-fold");
  if (fold) fold.open = true;
};

document.querySelectorAll(".agenda-bar a").forEach((link) => link.addEventListener("click", () => unfold(link.hash)));
addEventListener("hashchange", () => unfold(location.hash));
unfold(location.hash);
