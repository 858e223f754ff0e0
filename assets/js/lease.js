// Who goes from an item to a list or to another item lets it go: a lease that nobody works under only holds others up.
// On the way to a part of the same work, such as its entry page or the patient, it is kept.
import { isNavigation, post } from "./net.js";

const KEPT = "lease";

export function startLease() {
  const shown = document.querySelector("[data-lease]");
  const held = sessionStorage.getItem(KEPT);
  const left = held && (shown ? shown.dataset.lease !== held : isNavigation());
  if (left) post(held, new URLSearchParams(), { byItself: true }).catch(() => {});
  if (shown && "leaseMine" in shown.dataset) sessionStorage.setItem(KEPT, shown.dataset.lease);
  else if (left || shown) sessionStorage.removeItem(KEPT);
}
