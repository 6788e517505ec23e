// What the desk announces to the room; the same words again aren't spoken again.

export function announce(reply) {
  const place = document.querySelector("[data-announcement]");
  const words = reply.announcement ?? "";
  if ("announcement" in reply && place.textContent !== words) {
    place.textContent = words;
    place.hidden = !words;
  }
}
