"""The owner's pages: the plan, choosing another, who counts, invoices and what stands behind them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plans", __name__)

from app.plans.views import behind, budget, buyer, cards, choosing, invoices, overview  # noqa: E402 - they hang on the blueprint

__all__ = ["behind", "blueprint", "budget", "buyer", "cards", "choosing", "invoices", "overview"]
