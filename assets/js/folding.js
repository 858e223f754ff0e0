// Filters push a list off a phone's screen: there they fold away, unless one of them is in use.
const PHONE = "(max-width: 40rem)";

export function foldFilters() {
  if (!window.matchMedia(PHONE).matches) return;
  for (const filters of document.querySelectorAll("[data-fold]:not([data-in-use])")) filters.open = false;
}
