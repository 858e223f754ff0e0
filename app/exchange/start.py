"""Connecting the house to its exchange; the wiring calls this once."""

from __future__ import annotations

from flask import Flask

from app.config import Settings, WrongSetting
from app.exchange import connections, delivery, poller
from app.exchange.dhamani import profile
from app.exchange.dhamani.adapter import Dhamani

__all__ = ["connect", "delivery", "poller"]


def connect(app: Flask) -> None:
    """Open the lines of the profiles that the settings name, each for its own mode; raises WrongSetting."""
    settings: Settings = app.extensions["settings"]
    chosen = profile.load(settings.exchange_profile)
    connections.use(app, Dhamani(chosen, settings.exchange_base_url))
    if settings.live_exchange_profile is None:
        return
    live = profile.load(settings.live_exchange_profile)
    if chosen.features.live or not live.features.live:
        raise WrongSetting(
            "LIVE_EXCHANGE_PROFILE", "must name a live profile, beside one for practice in EXCHANGE_PROFILE", "assumed"
        )  # fmt: skip
    connections.use(app, Dhamani(live, settings.live_exchange_base_url))


def warm_up() -> None:
    """Load FHIR's models before the first message needs them: a second, once per worker."""
    from app.exchange.dhamani import validation

    validation.load_models()
