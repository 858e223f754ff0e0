"""The pages of the rulebook."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("rulebook", __name__)

from app.claims.rulebook.views import edits, own, proposals, releases, simulations  # noqa: E402 - they hang on it

__all__ = ["blueprint", "edits", "own", "proposals", "releases", "simulations"]
