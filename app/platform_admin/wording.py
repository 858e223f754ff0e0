"""States of tenants and of their lines, in words with the tone of their tag. Pure; the page translates."""

from __future__ import annotations

from typing import Any

from app.exchange.rules import FAILING, PAUSED, TRYING, WORKING
from app.kernel.words import N_

STATES = {
    "practice": (N_("Practice mode"), "info"),
    "live": (N_("Live"), "success"),
    "suspended": (N_("Suspended"), "warning"),
    "closed": (N_("Closed"), "neutral"),
}
LINES = {
    WORKING: (N_("Works"), "success"),
    FAILING: (N_("Fails now and then"), "warning"),
    PAUSED: (N_("Paused"), "danger"),
    TRYING: (N_("Being tried again"), "warning"),
}


def state_of(tenant: Any) -> str:
    """Closed and suspended come before practice and live."""
    if tenant.status != "active":
        return str(tenant.status)
    return "practice" if tenant.practice_mode else "live"
