"""A browser's own name of itself, in words a person recognises. Pure."""

from __future__ import annotations

import re

_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/|Opera"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux"),
)


def browser_of(user_agent: str) -> str | None:
    """The browser's name, or None when it does not tell."""
    return _first(_BROWSERS, user_agent)


def system_of(user_agent: str) -> str | None:
    """The system's name, or None when it is not told."""
    return _first(_SYSTEMS, user_agent)


def place_of(address: str) -> str:
    """Where a sign-in came from, masked: the network, not the machine in it."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + ":…"
    parts = address.split(".")
    return ".".join([*parts[:2], "…"]) if len(parts) == 4 else ""


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for name, sign in known if re.search(sign, user_agent)), None)
