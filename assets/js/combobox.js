// A text box that searches a list (Tom Select). What was typed and not chosen is kept and sent as it stands.
import TomSelect from "tom-select/base";
import { noticeLock } from "./net.js";
import { announce, say } from "./words.js";

const node = (tag, css, ...children) => {
  const element = Object.assign(document.createElement(tag), { className: css });
  element.append(...children);
  return element;
};
const isolated = (text) => Object.assign(document.createElement("bdi"), { textContent: text });

const RENDER = {
  option: (found) => {
    const row = node("div", "option", isolated(found.text));
    if (found.dot) row.append(node("span", `option-dot option-dot-${found.dot.tone}`, isolated(found.dot.text)));
    if (found.hint) row.append(node("span", "option-hint", isolated(found.hint)));
    return row;
  },
  item: (found) => node("div", "item", isolated(found.text)),
  option_create: (found) => node("div", "create", node("span", "", `${say("useTyped")} `, isolated(found.input))),
  no_results: () => node("div", "no-results", say("noMatch")),
  loading: () => node("div", "ts-words", say("searching")),
};

// Kept outside Tom Select: an answer that comes late must not overwrite a newer question's.
function loader(input) {
  let asking;
  return async (words, done) => {
    asking?.abort();
    asking = new AbortController();
    const url = new URL(input.dataset.url, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = noticeLock(await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", signal: asking.signal }));
      done(answer.ok ? await answer.json() : []);
    } catch (fault) {
      done();
    }
  };
}

function favourites(input, box) {
  const list = document.querySelector(`[data-favourites-for="${CSS.escape(input.id)}"]`);
  if (!list) return;
  list.hidden = false;
  const choose = (button) => {
    box.addOption({ value: button.dataset.value, text: button.dataset.text });
    box.addItem(button.dataset.value);
    announce(`${say("chosen")} ${button.dataset.text}`);
  };
  // A box that is filled needs no suggestions: Tab goes on to the next box.
  const rest = () => list.querySelectorAll("button").forEach((button) => { button.tabIndex = box.items.length ? -1 : 0; });
  box.on("change", rest);
  rest();
  list.addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) choose(button); });
  box.control_input.addEventListener("keydown", (event) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const wanted = input.dataset.favouriteKeys === "alt" ? event.altKey : !event.altKey && !event.ctrlKey && !event.shiftKey;
    const button = digit && wanted && !box.control_input.value && !box.items.length && list.querySelectorAll("button")[digit - 1];
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    choose(button);
  }, true);
}

function dress(input) {
  const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  const options = input.value ? [{ value: input.value, text: input.dataset.text || input.value }] : [];
  const box = new TomSelect(input, {
    maxItems: 1, maxOptions: 20, options, items: options.map((one) => one.value), valueField: "value", labelField: "text",
    searchField: [], score: () => () => 1, load: loader(input), loadThrottle: 150, shouldLoad: (words) => words.trim().length > 0,
    create: true, createOnBlur: true, persist: false, selectOnTab: false, openOnFocus: false, closeAfterSelect: true, delimiter: "\u0000", render: RENDER,
    onType: () => { box.clearOptions((one) => box.items.includes(one.value)); },
    onDropdownOpen: (dropdown) => dropdown.querySelector("[role=listbox]")?.setAttribute("aria-label", label?.textContent.trim() ?? ""),
    onChange: () => input.dispatchEvent(new Event("input", { bubbles: true })),
  });
  mend(box, input, label);
  takeOnTab(box);
  stayClosedBehind(box);
  favourites(input, box);
}

// Tab takes the row in hand and moves on; Tom Select's own way would stay in the box.
function takeOnTab(box) {
  box.control_input.addEventListener("keydown", (event) => {
    const row = event.code === "Tab" && box.isOpen && box.activeOption;
    if (row && !row.classList.contains("create")) box.addItem(row.dataset.value);
  }, true);
  box.hook("after", "refreshOptions", () => {
    const typed = box.dropdown_content.querySelector(".create");
    if (typed) box.dropdown_content.append(typed);
  });
}

// An answer that arrives after the person has moved on must not pull the focus back.
function stayClosedBehind(box) {
  const open = box.open.bind(box);
  box.open = () => { if (document.activeElement === box.control_input) open(); };
}

// What axe and screen readers miss in Tom Select's own markup.
function mend(box, input, label) {
  const typed = box.control_input;
  input.setAttribute("aria-hidden", "true");
  input.tabIndex = -1;
  if (label) {
    label.id ||= `${input.id}-label`;
    typed.setAttribute("aria-labelledby", label.id);
    box.dropdown_content.setAttribute("aria-labelledby", label.id);
  }
  for (const name of ["aria-describedby", "aria-invalid", "dir", "inputmode"]) {
    if (input.hasAttribute(name)) typed.setAttribute(name, input.getAttribute(name));
  }
  typed.autocomplete = "off";
  box.on("load", (found) => { if (found?.length) announce(`${say("results")} ${found.length}`); });
}

export function enhanceComboboxes(root) {
  const inputs = root.querySelectorAll?.("input[data-combobox]") ?? [];
  for (const input of inputs) if (!input.tomselect && !input.closest("template")) dress(input);
}
