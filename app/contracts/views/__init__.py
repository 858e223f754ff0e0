"""The pages of contracts, price lists, services and code maps."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("contracts", __name__)

from app.contracts.views import agreements, codes, prices, services  # noqa: E402 - they hang on it

__all__ = ["agreements", "blueprint", "codes", "prices", "services"]
