"""The pages of the counter."""

from __future__ import annotations

from app.pharmacy.counter.views import (
    alerts,
    boxes,
    desk,
    dispenses,
    fetching,
    lists,
    paper,
    papers,
    scanning,
    screen,
    supplying,
)
from app.pharmacy.counter.views.pages import blueprint

__all__ = [
    "alerts",
    "blueprint",
    "boxes",
    "desk",
    "dispenses",
    "fetching",
    "lists",
    "paper",
    "papers",
    "scanning",
    "screen",
    "supplying",
]
