"""The pages of stock."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("stock", __name__)

from app.pharmacy.stock.views import (  # noqa: E402 - they hang on it
    batches,
    changing,
    listing,
    losses,
    pricing,
    recalls,
    receiving,
    register,
)

__all__ = [
    "batches",
    "blueprint",
    "changing",
    "listing",
    "losses",
    "pricing",
    "recalls",
    "receiving",
    "register",
]
