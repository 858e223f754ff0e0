"""The pages of stock."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("stock", __name__)

from app.pharmacy.stock.views import batches, changing, listing, recalls, receiving, register  # noqa: E402 - they hang on it

__all__ = ["batches", "blueprint", "changing", "listing", "recalls", "receiving", "register"]
