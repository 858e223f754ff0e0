"""The pages of payments."""

from __future__ import annotations

from app.remittances.views import (
    answering,
    bank,
    importing,
    listing,
    owing,
    receipts,
    showing,
    underpaid,
)
from app.remittances.views.desk import blueprint

__all__ = [
    "answering", "bank", "blueprint", "importing", "listing", "owing", "receipts", "showing", "underpaid",
]  # fmt: skip
