"""Opening the way to the card gateway that the settings name, where they name one."""

from __future__ import annotations

from flask import Flask

from app.config import Settings
from app.plans.cards import gateway
from app.plans.cards.hosted import HostedCards


def connect(app: Flask) -> None:
    """Without a gateway invoices are paid by transfer alone, and no page speaks of cards."""
    settings: Settings = app.extensions["settings"]
    if settings.card_gateway_url:
        hosted = HostedCards(
            settings.card_gateway_url, settings.card_gateway_merchant, settings.card_gateway_secret
        )
        gateway.use(app, hosted)
