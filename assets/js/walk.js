// A list of work is walked item by item without going back to it: J is the next one, K the one before.
// The tab remembers the addresses of the rows and where it stands among them, nothing of what they hold.
import { isNavigation } from "./net.js";
import { say } from "./words.js";

const KEPT = "walk";
const kept = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } };
const keep = (walk) => sessionStorage.setItem(KEPT, JSON.stringify(walk));

// A list begins a walk; its rows name their way on by [data-walk-to].
function begin(table) {
  const items = [...table.querySelectorAll("a[data-walk-to]")].map((link) => link.pathname + link.search);
  keep({ label: table.dataset.walk, language: document.documentElement.lang, list: location.pathname + location.search, items, at: -1 });
}

const covers = (item) => {
  const path = item.split("?")[0];
  return location.pathname === path || location.pathname.startsWith(`${path}/`);
};

// Where this page stands: at the item it shows, or still at the last one while its work leads elsewhere.
function place(walk) {
  const shown = walk.items.findIndex(covers);
  return shown >= 0 ? shown : walk.at;
}

function link(words, address, key) {
  const made = document.createElement("a");
  made.className = "btn";
  made.href = address;
  made.append(words, " ");
  if (key) {
    const mark = document.createElement("kbd");
    mark.textContent = key;
    made.append(mark);
    made.dataset.walkKey = key;
  }
  return made;
}

// The list's name was kept in the language in which it was read; whoever changed that since reads a plain word.
const label = (walk) => walk.language === document.documentElement.lang ? walk.label : say("walkList");

function draw(walk) {
  const bar = document.createElement("nav");
  bar.className = "walk";
  bar.setAttribute("aria-label", label(walk));
  const where = document.createElement("span");
  where.textContent = say("walkPlace").replace("{0}", walk.at + 1).replace("{1}", walk.items.length);
  bar.append(link(label(walk), walk.list, ""), where);
  if (walk.at > 0) bar.append(link(say("walkBack"), walk.items[walk.at - 1], "K"));
  if (walk.at + 1 < walk.items.length) bar.append(link(say("walkOn"), walk.items[walk.at + 1], "J"));
  document.getElementById("main")?.prepend(bar);
}

export function walkOn(key) {
  const way = document.querySelector(`.walk [data-walk-key="${key}"]`);
  way?.click();
  return Boolean(way);
}

export function startWalk() {
  const table = document.querySelector("table[data-walk]");
  if (table) return begin(table);
  const walk = kept();
  if (!walk) return undefined;
  if (!document.querySelector("a[data-nav]") || isNavigation()) return sessionStorage.removeItem(KEPT);
  walk.at = place(walk);
  keep(walk);
  return walk.at >= 0 ? draw(walk) : undefined;
}
