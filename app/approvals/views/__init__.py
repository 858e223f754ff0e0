"""The pages of approvals."""

from __future__ import annotations

from app.approvals.views import (
    emergencies,
    entry,
    listing,
    papers,
    rules,
    sending,
    sentences,
    showing,
)
from app.approvals.views.desk import blueprint

__all__ = [
    "blueprint", "emergencies", "entry", "listing", "papers", "rules", "sending", "sentences", "showing",
]  # fmt: skip
