// Forms: the summary takes focus, a double press sends once, and a retry is never blocked.
import { focusField } from "./keys.js";
import { announce, say } from "./words.js";

const RETRY_AFTER = 6000;
const sentAt = new WeakMap();

function release(form) {
  sentAt.delete(form);
  for (const button of form.querySelectorAll('button[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
  if (!form.hasAttribute("data-once")) return;
  if (Date.now() - (sentAt.get(form) ?? 0) < RETRY_AFTER) return event.preventDefault();
  sentAt.set(form, Date.now());
  // Not `disabled`: a disabled button would take its own name out of what is sent.
  event.submitter?.setAttribute("aria-disabled", "true");
  announce(say("sending"));
  setTimeout(() => release(form), RETRY_AFTER);
}

function onSummaryLink(event) {
  const link = event.target.closest?.("[data-error-summary] a[href^='#'], a[data-finding][href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
  focusField(field);
}

// In a form of rows Enter moves on; by itself a browser would press the form's first button, whatever that is.
function onEnter(event) {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.defaultPrevented || event.isComposing) return;
  const form = event.target.matches?.("input:not([type=submit], [type=button], [type=file])") && event.target.closest("form:has([data-repeat])");
  if (!form) return;
  event.preventDefault();
  const stops = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button")].filter((field) => field.tabIndex >= 0 && field.offsetParent !== null);
  stops[stops.indexOf(event.target) + 1]?.focus();
}

export function startForms() {
  document.addEventListener("keydown", onEnter);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onSummaryLink);
  // Back from the browser's own memory: the form must be ready to be sent again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-once]").forEach(release));
}

// After the boxes are dressed: a dressed box takes the focus through its dress.
export function focusFirst() {
  const first = document.querySelector("[data-error-summary]") ?? document.querySelector("[data-focus]");
  if (first) focusField(first);
}
