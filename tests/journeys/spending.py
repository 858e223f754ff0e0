"""How long a person is busy at a browser: what they read, type and press, at a stated price for each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.walk import Walk

# Seconds: a page read, a box typed into, a file looked for, a key or click beside the typing.
COSTS = {"page": 5, "box": 3, "file": 10, "key": 1}
ALONE = ["Shift", "Control", "Alt", "Meta"]
TELL = f"""
const typed = new WeakSet();
addEventListener("input", ({{ target }}) => {{
  if (typed.has(target) || ["radio", "checkbox"].includes(target.type) || target.matches("select")) return;
  typed.add(target);
  window.spentByTheTest?.(target.type === "file" ? "file" : "box");
}}, true);
addEventListener("keydown", (event) => {{
  const writes = event.key.length === 1 && !event.ctrlKey && event.target.matches?.("input, textarea");
  if (!writes && !{ALONE}.includes(event.key)) window.spentByTheTest?.("key");
}}, true);
addEventListener("pointerdown", () => window.spentByTheTest?.("key"), true);
"""


@dataclass
class Spent:
    """What a person did, by its kind."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def seconds(self) -> int:
        return sum(COSTS[kind] * count for kind, count in self.counts.items())

    def watch(self, one: Walk) -> None:
        """Everything that is done from here on in this browser is counted."""

        def tell(_source: Any, kind: str) -> None:
            self.counts[kind] += 1

        one.context.expose_binding("spentByTheTest", tell)
        one.context.add_init_script(TELL)
        main = one.page.main_frame
        one.page.on("framenavigated", lambda frame: self.counts.update(["page"] * (frame == main)))
