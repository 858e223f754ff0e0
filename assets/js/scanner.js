// A scanner types like a very fast person and ends with Enter. Wherever the focus is, its code goes to the page's
// scan box, and what stood in the field in hand stands there again. Codes are read by the places of the keys, since
// a scanner types as on an American keyboard whatever the layout of the desk.
import { enhanceComboboxes } from "./combobox.js";
import { focusField } from "./keys.js";
import { post } from "./net.js";
import { announce, say } from "./words.js";

// A busy machine holds up a key now and then; on the whole nobody types so many so fast.
const LONGEST_GAP = 250;
const USUAL_GAP = 60;
const SHORTEST_CODE = 8;
const GROUP_SEPARATOR = "\u241d";
const SIGNS = { Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Backslash: "\\|", Digit1: "1!", Digit2: "2@", Digit3: "3#", Digit4: "4$", Digit5: "5%", Digit6: "6^", Digit7: "7&", Digit8: "8*", Digit9: "9(", Digit0: "0)" };

const box = () => document.querySelector("main [data-scan]");
const holdsText = (element) => element?.matches?.("input:not([type=checkbox], [type=radio], [type=file], [type=button], [type=submit]), textarea, select");
let burst = null;
let work = Promise.resolve();

function typedBy({ key, code, shiftKey, ctrlKey }) {
  if (ctrlKey) return code === "BracketRight" ? GROUP_SEPARATOR : "";
  if (code.startsWith("Numpad") && key.length === 1) return key;
  if (/^Key[A-Z]$/.test(code)) return shiftKey || /^[A-Z]$/.test(key) ? code.slice(3) : code.slice(3).toLowerCase();
  return SIGNS[code]?.[shiftKey ? 1 : 0] ?? "";
}

// True when the key ends a scan.
function hears(event) {
  const late = !burst || event.timeStamp - burst.at > LONGEST_GAP;
  if (event.key === "Enter") {
    const isScan = !late && burst.text.length >= SHORTEST_CODE && burst.at - burst.since < USUAL_GAP * burst.text.length;
    if (!isScan) burst = null;
    return isScan;
  }
  const letter = typedBy(event);
  if (!letter) {
    if (!["Shift", "Control", "CapsLock"].includes(event.key)) burst = null;
    return false;
  }
  const field = document.activeElement;
  if (late) burst = { text: "", since: event.timeStamp, field, before: holdsText(field) ? field.value : null };
  burst.text += letter;
  burst.at = event.timeStamp;
  // Letters of a scan are no shortcuts of the page.
  if (burst.text.length > 3 && burst.before === null) event.stopImmediatePropagation();
  return false;
}

function onKey(event) {
  const target = box();
  if (!target || event.altKey || event.metaKey || document.querySelector("dialog[open]") || document.documentElement.classList.contains("is-locked")) return;
  const isScan = hears(event);
  // What stands in the scan box itself is a code however slowly it came.
  const typed = event.key === "Enter" && target === document.activeElement ? target.value.trim() : "";
  if (!isScan && !typed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { text, field, before } = isScan && burst.text.length >= typed.length ? burst : { text: typed, field: target, before: null };
  burst = null;
  if (before !== null && field !== target) field.value = before;
  take(target, text);
}

function take(target, text) {
  if (!target.dataset.scan) {
    target.value = text;
    target.form.requestSubmit();
    return;
  }
  target.value = "";
  work = work.then(() => scanned(text)).catch(() => announce(say("noLine")));
}

// One box after the other: each is laid on the screen that the one before has left.
async function scanned(text) {
  const target = box();
  const sent = new FormData(target.form);
  sent.set(target.name, text);
  for (const name of ["_once", "csrf_token"]) sent.delete(name);
  const answer = await post(target.dataset.scan, new URLSearchParams(sent));
  if (![200, 422].includes(answer.status)) return lost(target, text);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  lay(page.querySelector("#supply"), page.querySelector("[data-error-summary]"), sent);
}

// The line is down or the page too old: the code stands in its box, so that nothing is lost.
function lost(target, text) {
  target.value = text;
  target.focus();
  announce(say("noLine"));
}

// The fresh form takes the place of the old one; what was typed meanwhile and the place of the focus stay.
function lay(fresh, summary, sent) {
  const old = document.getElementById("supply");
  if (!fresh || !old) return;
  const here = document.activeElement?.id;
  for (const field of old.elements) {
    const twin = field.name && fresh.elements[field.name];
    if (twin?.value !== undefined && field.type !== "hidden" && field.type !== "checkbox" && field.value !== (sent.get(field.name) ?? "") && !field.hasAttribute("data-scan")) twin.value = field.value;
  }
  document.querySelector("[data-error-summary]")?.remove();
  if (summary) document.querySelector("main > .page-head")?.before(document.adoptNode(summary));
  old.replaceWith(document.adoptNode(fresh));
  const form = document.getElementById("supply");
  enhanceComboboxes(form);
  const next = form.querySelector("[data-focus-next]") ?? document.getElementById(here) ?? box();
  focusField(next);
  announce((summary ?? form.querySelector("[role=status]")).textContent.trim());
}

const isUntouched = (form) => [...form.elements].every((field) => field.type === "hidden" || (field.matches("select") ? [...field.options].every((one) => one.selected === one.defaultSelected) || !field.querySelector("[selected]") && field.selectedIndex <= 0 : field.type === "checkbox" ? field.checked === field.defaultChecked : field.value === (field.defaultValue ?? field.value)));

// The insurer has answered: an untouched screen is drawn anew, one in work is looked at as it stands.
function onAnswer() {
  const form = document.getElementById("supply");
  if (!form) location.reload();
  else if (isUntouched(form) && !form.querySelector("[data-in-hand]")) location.reload();
  else take(box(), "");
}

export function startScanner() {
  document.addEventListener("cover-answered", onAnswer);
  document.addEventListener("keydown", onKey, true);
}
