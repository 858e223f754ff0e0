"""The pages of medicines."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("medicines", __name__)

from app.pharmacy.medicines.views import boxes, imports, listing, lists  # noqa: E402 - they hang on it

__all__ = ["blueprint", "boxes", "imports", "listing", "lists"]
