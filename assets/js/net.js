// Posts of the script: each carries the page's CSRF token and its own idempotency key.
const meta = () => document.querySelector('meta[name="csrf-token"]');

export const csrfToken = () => meta()?.content ?? "";

export function renewCsrf(token) {
  if (meta()) meta().content = token;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}

// crypto.randomUUID exists only on secure origins; a clinic's own server may be plain http on its own wire.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// The server says by this that the session is locked: the page stays, with all that was typed in it.
const LOCKED = "session-locked";

export function noticeLock(answer) {
  if (answer.status === 401 && answer.headers.get("HX-Trigger") === LOCKED) document.dispatchEvent(new Event(LOCKED));
  return answer;
}

// A page of the menu: a list, or where another piece of work begins.
export const isNavigation = () => [...document.querySelectorAll("a[data-nav]")].some((link) => link.pathname === location.pathname);

export async function post(url, body, { json = false, byItself = false } = {}) {
  const headers = { "X-CSRF-Token": csrfToken(), "Idempotency-Key": freshKey(), Accept: "application/json" };
  if (byItself) headers["X-By-Itself"] = "1";
  if (json) headers["Content-Type"] = "application/json";
  return noticeLock(await fetch(url, {
    method: "POST", headers, body: json ? JSON.stringify(body) : body, credentials: "same-origin", redirect: "manual",
  }));
}
