"""The pages of practice mode and of leaving it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("practice", __name__)

from app.practice.views import leaving, rehearsing  # noqa: E402 - they hang on the blueprint

__all__ = ["blueprint", "leaving", "rehearsing"]
