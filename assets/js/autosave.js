// Drafts keep themselves. A lost line loses nothing: the words stay in the page and are sent when it is back.
import { post } from "./net.js";
import { say } from "./words.js";

const AFTER_LAST_KEY = 2000;
const LONGEST_WAIT = 60000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Muscat" });

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.wait = AFTER_LAST_KEY;
    this.timer = 0;
    form.addEventListener("input", () => this.later(AFTER_LAST_KEY));
    form.addEventListener("change", () => this.later(AFTER_LAST_KEY));
    form.addEventListener("submit", () => clearTimeout(this.timer));
    addEventListener("online", () => { if (this.unsaved) this.save(); });
    addEventListener("beforeunload", () => clearTimeout(this.timer));
  }

  later(wait) {
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // The form's own token is left out: it belongs to the real sending, whose body will differ.
  body() {
    const data = new FormData(this.form);
    data.delete("_once");
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  }

  async save() {
    if (this.busy) return this.later(AFTER_LAST_KEY);
    this.busy = true;
    this.unsaved = false;
    this.tell("saving", say("saving"));
    const answer = await post(this.form.dataset.autosaveUrl, this.body()).catch(() => null);
    this.busy = false;
    if (answer?.ok) await this.saved(answer);
    else this.failed();
  }

  async saved(answer) {
    this.wait = AFTER_LAST_KEY;
    this.tell("saved", `${say("saved")} \u2066${clock.format(new Date())}\u2069`);
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return;
    const given = await answer.json().catch(() => ({}));
    // A draft that counts its versions hands the next one back.
    for (const [name, value] of Object.entries(given)) {
      const field = this.form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
      if (field) field.value = value;
    }
    this.form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
  }

  failed() {
    this.tell("failed", say("notSaved"));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.later(this.wait);
  }

  tell(state, sentence) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = sentence;
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave-url]")) new Draft(form);
}
