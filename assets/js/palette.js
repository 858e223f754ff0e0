// The palette: every page and action that is on this page anyway, found by its words in both languages.
import { announce, say } from "./words.js";

const MARKS = /[\u064b-\u0652\u0640]/g;
// Spellings that people do not tell apart when they type.
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(MARKS, "").replace(/[أإآ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/\s+/g, " ").trim();

const label = (element) => (element.getAttribute("aria-label") ?? element.querySelector("span")?.textContent ?? element.textContent).trim();

function commands() {
  const found = document.querySelectorAll("[data-nav], [data-command], [data-shortcut]:not([data-nav])");
  return [...new Set(found)].filter((element) => !element.closest("dialog, template")).map((element) => ({
    element, label: label(element), keys: keysOf(element),
    words: folded(`${label(element)} ${element.dataset.words ?? ""}`),
  }));
}

function keysOf(element) {
  if (element.dataset.shortcut) return [element.dataset.shortcut.toUpperCase()];
  return element.dataset.go ? ["G", element.dataset.go.toUpperCase()] : [];
}

function option(command, index) {
  const row = document.createElement("li");
  row.className = "palette-option";
  row.id = `palette-option-${index}`;
  row.role = "option";
  row.append(Object.assign(document.createElement("bdi"), { textContent: command.label }));
  const keys = Object.assign(document.createElement("span"), { className: "palette-keys", dir: "ltr" });
  keys.append(...command.keys.map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  row.append(keys);
  row.addEventListener("click", () => run(command));
  return row;
}

function run(command) {
  document.getElementById("palette").close();
  command.element.click();
}

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = document.getElementById("palette-input");
  const list = document.getElementById("palette-list");
  const none = document.getElementById("palette-none");
  let all = [];
  let shown = [];
  let here = 0;

  function point(index) {
    here = shown.length ? (index + shown.length) % shown.length : 0;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === here)));
    const row = list.children[here];
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show() {
    const asked = folded(input.value).split(" ");
    shown = all.filter((command) => asked.every((word) => command.words.includes(word)));
    list.replaceChildren(...shown.map(option));
    none.textContent = shown.length ? "" : say("noPages");
    point(0);
  }

  dialog.addEventListener("opened", () => { all = commands(); input.value = ""; show(); input.focus(); });
  input.addEventListener("input", () => { show(); if (shown.length) announce(`${say("results")} ${shown.length}`); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") point(here + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" && shown[here]) run(shown[here]);
    else return;
    event.preventDefault();
  });
}
