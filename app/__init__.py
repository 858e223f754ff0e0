"""Maqbul: small clinics and pharmacies reach the national health-insurance exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The web application; settings come from the environment unless given."""
    # Imported late so that the simulated exchange (app.sandbox) can live in this
    # package without loading any of the product.
    from app.factory import build

    return build(settings)
