// A scanned card leads here with its ticket behind the "#": into the field with it, and out of the address.
// Whoever sat here before is gone.

import { forgetKept } from "./kept.js";

export function openTicket() {
  forgetKept();
  const ticket = decodeURIComponent(location.hash.slice(1));
  const field = document.getElementById("ticket");
  if (ticket && field) {
    field.value = ticket;
    history.replaceState(null, "", location.pathname);
    field.form.querySelector("button").focus();
  }
}
