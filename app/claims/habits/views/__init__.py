"""The pages of habits."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("habits", __name__)

from app.claims.habits.views import favourites, missing, repeating, templates  # noqa: E402 - they hang on it

__all__ = ["blueprint", "favourites", "missing", "repeating", "templates"]
