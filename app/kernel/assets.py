"""The built front-end files: their hashed addresses and the icons of the sprite."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, has_request_context, request
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
# The mark of each tone, so that a status is never told by its colour alone. "returned" is for what never
# entered the payer's system, "danger" for what was judged against.
MARKS = {
    "neutral": "circle-dashed", "info": "info-circle", "waiting": "clock", "success": "circle-check",
    "warning": "alert-triangle", "returned": "arrow-back-up", "danger": "circle-x",
}  # fmt: skip


class Assets:
    """The manifest of one application, read once; on every call while debugging, so that a rebuild shows."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._built = f"{app.static_url_path}/build"
        self.files: dict[str, str] = {}
        self.icons: frozenset[str] = frozenset()
        # A list draws the same icon in every row.
        self.drawn: dict[tuple[str, str, str], Markup] = {}

    def url(self, name: str) -> str:
        """The address of a built file, with its content hash."""
        self._read()
        if name not in self.files:
            raise RuntimeError(f"The built assets hold no {name!r}: run `make assets`.")
        # Not url_for: papers are printed by jobs too, outside any request.
        root = request.script_root if has_request_context() else ""
        return f"{root}{self._built}/{self.files[name]}"

    def icon(self, name: str, label: str | None = None, classes: str = "") -> Markup:
        """An icon of the sprite; decorative unless it gets a label."""
        sprite = self.url(SPRITE)
        key = (name, classes, sprite)
        if label is None and key in self.drawn:
            return self.drawn[key]
        if name not in self.icons:
            raise RuntimeError(
                f"No icon {name!r} in the sprite: add it to assets/icons.txt and run `make assets`."
            )
        svg = _draw(name, label, classes, sprite)
        if label is None:
            self.drawn[key] = svg
        return svg

    def tag(self, label: str, tone: str = "neutral", icon_name: str | None = None) -> Markup:
        """A status in words with the mark of its tone."""
        return _tag(label, tone, self.icon(icon_name or MARKS[tone]))

    def _read(self) -> None:
        if self.files and not self.app.debug:
            return
        path = Path(self.app.static_folder or "static") / "build" / "manifest.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RuntimeError("The front-end assets are not built: run `make assets`.") from None
        self.files, self.icons = found["files"], frozenset(found["icons"])


def init_app(app: Flask) -> None:
    """Give the templates asset_url(), icon() and drawn_tag()."""
    built = app.extensions["assets"] = Assets(app)
    app.jinja_env.globals.update(asset_url=built.url, icon=built.icon, drawn_tag=built.tag)


def asset_url(name: str) -> str:
    """The address of a built file, e.g. asset_url('app.css'), with its content hash."""
    built: Assets = current_app.extensions["assets"]
    return built.url(name)


@lru_cache(maxsize=512)
def _tag(label: str, tone: str, mark: Markup) -> Markup:
    """A list says the same few words in every row."""
    return Markup('<span class="tag tag-{}">{}<span>{}</span></span>').format(tone, mark, label)


def _draw(name: str, label: str | None, classes: str, sprite: str) -> Markup:
    flip = " icon-flip" if name in DIRECTIONAL else ""
    more = f" {classes}" if classes else ""
    voice = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    return Markup('<svg class="icon{}{}" {}><use href="{}#{}"></use></svg>').format(
        flip, more, voice, sprite, name
    )
