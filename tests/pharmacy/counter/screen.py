"""The counter's one screen as a browser would send it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.page import Page, PageClient

SENT = ("lines-", "passes-", "version", "facility", "practitioner", "code")


def screen_of(client: PageClient, paper: UUID | str) -> tuple[Page, dict[str, Any]]:
    """The screen of a prescription, and what it would send as it stands."""
    shown = client.get("pharmacy.show", prescription_id=paper)
    return shown, boxes_of(shown)


def boxes_of(shown: Page) -> dict[str, Any]:
    """What the screen would send as it stands."""
    typed = {}
    for box in [*shown.all("input"), *shown.all("select")]:
        name = box.get("name") or ""
        if name.startswith(SENT) and box.get("type") != "checkbox":
            typed[name] = shown.value(name)
        elif box.get("type") == "checkbox" and box.get("checked") is not None:
            typed[name] = "y"
    return typed
