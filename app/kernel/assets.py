"""The built front-end files: their hashed addresses and the icons of the sprite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from markupsafe import Markup

# Icons that point along the line of reading; the style sheet flips them under dir=rtl.
DIRECTIONAL = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "arrow-back-up",
        "arrow-narrow-right",
        "chevron-left",
        "chevron-right",
        "chevrons-left",
        "chevrons-right",
        "external-link",
        "list",
        "login",
        "logout",
        "send",
        "receipt-refund",
    }
)
SPRITE = "icons.svg"


def init_app(app: Flask) -> None:
    """Give the templates asset_url() and icon()."""
    app.extensions["assets"] = {}
    app.jinja_env.globals.update(asset_url=asset_url, icon=icon)


def asset_url(name: str) -> str:
    """The address of a built file, e.g. asset_url('app.css'), with its content hash."""
    files: dict[str, str] = _manifest()["files"]
    if name not in files:
        raise RuntimeError(f"The built assets hold no {name!r}: run `make assets`.")
    return url_for("static", filename=f"build/{files[name]}")


def icon(name: str, label: str | None = None, classes: str = "") -> Markup:
    """An icon of the sprite; decorative unless it gets a label."""
    if name not in _manifest()["icons"]:
        raise RuntimeError(
            f"No icon {name!r} in the sprite: add it to assets/icons.txt and run `make assets`."
        )
    flip = " icon-flip" if name in DIRECTIONAL else ""
    voice = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    return Markup('<svg class="icon{}{}" {}><use href="{}#{}"></use></svg>').format(
        flip, f" {classes}" if classes else "", voice, asset_url(SPRITE), name
    )


def _manifest() -> dict[str, Any]:
    """The manifest, read once; again on every call while debugging, so that a rebuild shows."""
    cache: dict[str, Any] = current_app.extensions["assets"]
    if not cache or current_app.debug:
        cache.update(_read(Path(current_app.static_folder or "static") / "build" / "manifest.json"))
    return cache


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuntimeError("The front-end assets are not built: run `make assets`.") from None
    return {"files": found["files"], "icons": frozenset(found["icons"])}
