// A page whose buttons live in its script is inert until the script listens: a tap before that would be lost without a word.

export function openPage() {
  for (const part of document.querySelectorAll("[inert]")) part.inert = false;
  document.documentElement.dataset.ready = "true";
}
