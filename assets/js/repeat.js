// Rows that come and go without a round trip; the same buttons work by a round trip without script.
import { enhanceComboboxes } from "./combobox.js";
import { focusField } from "./keys.js";
import { announce, say } from "./words.js";

const rowsOf = (box) => [...box.querySelectorAll("[data-repeat-row]")];

function renumber(box) {
  const rows = rowsOf(box);
  rows.forEach((row, index) => {
    row.querySelector("[data-repeat-number]").textContent = index + 1;
    row.querySelector("[data-repeat-remove]").hidden = rows.length <= Number(box.dataset.minimum);
  });
}

// Works on the parsed copy, attribute by attribute: no markup is ever put together from text.
function setIndex(node, index) {
  for (const element of node.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("__index__")) attribute.value = attribute.value.replaceAll("__index__", index);
    }
  }
}

function add(box) {
  const row = box.querySelector("template").content.cloneNode(true);
  setIndex(row, box.dataset.next);
  box.dataset.next = Number(box.dataset.next) + 1;
  const place = box.querySelector("[data-repeat-rows]");
  place.append(row);
  enhanceComboboxes(place.lastElementChild);
  renumber(box);
  focusField(place.lastElementChild.querySelector("input:not([type=hidden]), select, textarea"));
  announce(say("rowAdded"));
}

function remove(box, row) {
  const others = rowsOf(box).filter((other) => other !== row);
  if (others.length < Number(box.dataset.minimum)) return;
  row.remove();
  renumber(box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  focusField(others.at(-1)?.querySelector("input:not([type=hidden]), select, textarea") ?? box.querySelector("[data-repeat-add]"));
  announce(say("rowRemoved"));
}

export function startRepeat() {
  document.querySelectorAll("[data-repeat]").forEach(renumber);
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-repeat]");
    const adds = event.target.closest("[data-repeat-add]");
    const removes = event.target.closest("[data-repeat-remove]");
    if (!box || (!adds && !removes)) return;
    event.preventDefault();
    if (adds) add(box);
    else remove(box, removes.closest("[data-repeat-row]"));
  });
}
