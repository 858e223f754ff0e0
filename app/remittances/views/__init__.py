"""The pages of payments."""

from __future__ import annotations

from app.remittances.views import (
    answering,
    bank,
    bank_files,
    importing,
    listing,
    owing,
    receipts,
    showing,
    underpaid,
)
from app.remittances.views.desk import blueprint

__all__ = [
    "answering", "bank", "bank_files", "blueprint", "importing", "listing", "owing", "receipts", "showing", "underpaid",
]  # fmt: skip
