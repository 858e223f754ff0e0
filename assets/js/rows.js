// J and K walk the rows of the page's list, X ticks the row in hand; Enter opens its link, or presses its first button, because that has focus.
const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => row.offsetParent !== null);
const handle = (row) => row.querySelector("a[href], button, input:not([type=hidden])");

export function moveRow(step) {
  const all = rows();
  if (!all.length) return false;
  const now = all.findIndex((row) => row.classList.contains("row-here"));
  const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1)];
  all[now]?.classList.remove("row-here");
  next.classList.add("row-here");
  next.scrollIntoView({ block: "nearest" });
  const target = next.querySelector("a[href]:not([data-not-first])") ?? handle(next);
  target?.focus({ preventScroll: true });
  return true;
}

export function tickRow() {
  const box = document.querySelector("table[data-rows] tr.row-here input[type=checkbox]");
  box?.click();
  return Boolean(box);
}
