// The idle lock: hides the page, keeps what was typed, and asks the password. The server's session is locked too.
import { post, renewCsrf } from "./net.js";
import { announce, say } from "./words.js";

const LOOK_EVERY = 5000;
const NOTED_AT_MOST_EVERY = 2000;
const MESSAGES = { 401: "wrongPassword", 403: "wrongPassword", 422: "wrongPassword", 429: "tooMany" };

class Lock {
  constructor(dialog, minutes) {
    this.dialog = dialog;
    this.limit = minutes * 60000;
    this.form = dialog.querySelector("form");
    this.password = dialog.querySelector("input[type=password]");
    this.error = dialog.querySelector("[role=alert]");
    this.active = Date.now();
    // All tabs of this person are awake or locked together.
    this.tabs = new BroadcastChannel("maqbul-lock");
    this.listen();
  }

  listen() {
    for (const kind of ["keydown", "pointerdown", "scroll", "input"]) addEventListener(kind, () => this.note(), { passive: true, capture: true });
    this.tabs.addEventListener("message", ({ data }) => {
      if (data === "awake") this.active = Date.now();
      if (data === "lock") this.hide();
      if (data?.unlocked !== undefined) this.show(data.unlocked);
    });
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.unlock(); });
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    // A browser may close a dialog on a second Escape whatever the page says.
    this.dialog.addEventListener("close", () => { if (this.locked) this.dialog.showModal(); });
    document.addEventListener("click", (event) => { if (event.target.closest("[data-lock]")) this.lock(); });
    // htmx and our own posts tell when the server locked the session before this page did.
    document.addEventListener("session-locked", () => { this.hide(); this.tabs.postMessage("lock"); });
    document.addEventListener("visibilitychange", () => this.look());
    setInterval(() => this.look(), LOOK_EVERY);
  }

  note() {
    const now = Date.now();
    // Waking a machine after the limit must lock, not count as work.
    if (this.locked || now - this.active >= this.limit || now - this.active < NOTED_AT_MOST_EVERY) return;
    this.active = now;
    this.tabs.postMessage("awake");
  }

  look() {
    if (!this.locked && Date.now() - this.active >= this.limit) this.lock();
  }

  lock() {
    this.hide();
    this.tabs.postMessage("lock");
    post(this.dialog.dataset.lockUrl, {}, { json: true }).catch(() => {});
  }

  hide() {
    if (this.locked) return;
    this.locked = true;
    this.cameFrom = document.activeElement;
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    document.documentElement.classList.add("is-locked");
    this.titled = document.title;
    document.title = say("locked");
    this.error.hidden = true;
    this.dialog.showModal();
    this.password.focus();
  }

  show(csrf) {
    if (!this.locked) return;
    this.locked = false;
    this.active = Date.now();
    if (csrf) renewCsrf(csrf);
    this.password.value = "";
    document.documentElement.classList.remove("is-locked");
    document.title = this.titled;
    this.dialog.close();
    this.cameFrom?.focus?.();
    announce(say("unlocked"));
  }

  async unlock() {
    if (this.asking) return;
    this.asking = true;
    const csrf = document.querySelector('meta[name="csrf-token"]')?.content;
    const answer = await post(this.dialog.dataset.unlockUrl, { password: this.password.value, csrf }, { json: true }).catch(() => null);
    this.asking = false;
    if (!answer?.ok) return this.refuse(answer);
    const given = await answer.json().catch(() => ({}));
    this.show(given.csrf ?? "");
    this.tabs.postMessage({ unlocked: given.csrf ?? "" });
  }

  refuse(answer) {
    const over = answer && (answer.type === "opaqueredirect" || answer.status === 410);
    this.error.textContent = say(!answer || answer.status >= 500 ? "noLine" : over ? "sessionOver" : MESSAGES[answer.status] ?? "sessionOver");
    this.error.hidden = false;
    this.password.select();
  }
}

export function startLock() {
  const dialog = document.getElementById("lock");
  const minutes = Number(document.documentElement.dataset.idleMinutes);
  if (dialog && minutes > 0) new Lock(dialog, minutes);
}
