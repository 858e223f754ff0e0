"""The pages of the rulebook."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("rulebook", __name__)

from app.claims.rulebook.views import edits  # noqa: E402 - it hangs on it

__all__ = ["blueprint", "edits"]
