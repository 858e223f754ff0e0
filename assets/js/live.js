// htmx, tamed for a strict policy; its fragments are announced and get the same help as a whole page.
import htmx from "htmx.org/dist/htmx.esm.js";
import { enhanceComboboxes } from "./combobox.js";
import { csrfToken, freshKey } from "./net.js";
import { stackTables } from "./stacking.js";
import { announce, say } from "./words.js";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "get") return;
  detail.headers["X-CSRF-Token"] = csrfToken();
  if (!detail.parameters._once) detail.headers["Idempotency-Key"] = freshKey();
});

// A hidden tab asks nothing.
document.addEventListener("htmx:confirm", (event) => {
  const timed = event.detail.triggeringEvent === undefined || event.detail.triggeringEvent === null;
  if (timed && document.hidden) event.preventDefault();
});

document.addEventListener("htmx:load", ({ detail }) => {
  enhanceComboboxes(detail.elt);
  stackTables(detail.elt);
  const told = detail.elt.matches?.("[data-announce]") ? detail.elt : detail.elt.querySelector?.("[data-announce]");
  if (told && told !== document.body) announce(told.textContent.trim());
});

addEventListener("offline", () => announce(say("offline")));
addEventListener("online", () => announce(say("online")));
