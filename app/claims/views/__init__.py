"""The pages of claims."""

from __future__ import annotations

from app.claims.views import (
    answering,
    cancelling,
    closing,
    entry,
    listing,
    odd,
    papers,
    sending,
    showing,
)
from app.claims.views.desk import blueprint

__all__ = [
    "answering",
    "blueprint",
    "cancelling",
    "closing",
    "entry",
    "listing",
    "odd",
    "papers",
    "sending",
    "showing",
]
