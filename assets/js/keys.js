// The keyboard map. Bound to places on the keyboard (event.code), so that it works under an Arabic layout.
import { openDialog } from "./dialogs.js";
import { moveRow, tickRow } from "./rows.js";
import { walkOn } from "./walk.js";
import { announce, say } from "./words.js";

const SECOND_LETTER_WITHIN = 1500;
let waitingForLetter = 0;

const typing = (element) => element.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file]), textarea, select, [contenteditable]") !== null;
const singleKeys = () => document.documentElement.dataset.singleKeys !== "off";
const pressed = (selector) => {
  const element = document.querySelector(selector);
  element?.click();
  return Boolean(element);
};

function send(target) {
  const form = target.closest?.("form") ?? document.querySelector("main form:has([data-primary])");
  const button = form?.querySelector("[data-primary]") ?? document.querySelector("main [data-primary]");
  button?.click();
  return Boolean(button);
}

export function firstError() {
  const wrong = ['[aria-invalid="true"]', '[data-finding="red"]', "[data-finding]"].map((kind) => document.querySelector(`main ${kind}`)).find(Boolean);
  const field = wrong?.dataset.finding ? document.getElementById(wrong.hash.slice(1)) : wrong;
  if (!field) {
    announce(say("noError"));
    return true;
  }
  focusField(field);
  return true;
}

// A field that the script has dressed is focused through its dress.
export function focusField(field) {
  if (field.tomselect) field.tomselect.focus();
  else (field.matches("input, select, textarea, a, button") ? field : field.querySelector("input, select, textarea") ?? field).focus();
}

function search() {
  const box = document.querySelector("main [data-search]");
  if (!box) return openDialog("palette");
  box.focus();
  box.select?.();
}

function goTo(code) {
  waitingForLetter = 0;
  return /^Key[A-Z]$/.test(code) && pressed(`[data-go="${code.slice(3).toLowerCase()}"]`);
}

const SINGLE = {
  Slash: (event) => { if (event.shiftKey) openDialog("help"); else search(); return true; },
  KeyG: () => { waitingForLetter = Date.now(); return true; },
  KeyJ: () => walkOn("J") || moveRow(1) || pressed('[data-shortcut="j"]'),
  KeyK: () => walkOn("K") || moveRow(-1) || pressed('[data-shortcut="k"]'),
  KeyX: () => tickRow(),
  KeyF: () => firstError(),
};

function single(event) {
  if (Date.now() - waitingForLetter < SECOND_LETTER_WITHIN && goTo(event.code)) return true;
  // "?" and "/" stand elsewhere on some layouts, so their letters count as well as their place.
  if (event.key === "?" || event.key === "؟") { openDialog("help"); return true; }
  if (SINGLE[event.code]) return SINGLE[event.code](event);
  return /^Key[A-Z]$/.test(event.code) && !event.shiftKey && pressed(`[data-shortcut="${event.code.slice(3).toLowerCase()}"]`);
}

function handle(event) {
  const withCtrl = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (document.documentElement.classList.contains("is-locked")) return false;
  if (withCtrl && event.code === "KeyK") { openDialog("palette"); return true; }
  if (document.querySelector("dialog[open]")) return false;
  if (withCtrl && (event.code === "Enter" || event.code === "NumpadEnter")) return send(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.code === "KeyG") return false;
  if (!singleKeys() || typing(event.target)) return false;
  return single(event);
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && handle(event)) event.preventDefault();
  });
}
