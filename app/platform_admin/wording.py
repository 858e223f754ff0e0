"""States of tenants and of their lines, in words with the tone of their tag. Pure; the page translates."""

from __future__ import annotations

from typing import Any

from app.exchange.rules import FAILING, PAUSED, TRYING, WORKING
from app.kernel.words import N_
from app.tenants.walls import (
    ABOVE,
    MAY_BE_EMPTY,
    NO_POLICY,
    NOT_FORCED,
    NOTHING,
    OVER_THE_WALL,
    OWNS,
)

STATES = {
    "practice": (N_("Practice mode"), "info"),
    "live": (N_("Live"), "success"),
    "closed": (N_("Closed"), "neutral"),
}
# What else the list can be narrowed to.
LATENESS = {"late": N_("Late with a payment"), "frozen": N_("So late that new work waits")}
LINES = {
    WORKING: (N_("Works"), "success"),
    FAILING: (N_("Fails now and then"), "warning"),
    PAUSED: (N_("Paused"), "danger"),
    TRYING: (N_("Being tried again"), "warning"),
}
# What may be wrong with the wall between tenants.
WALLS = {
    NOT_FORCED: N_("Row-level security is not forced on this table"),
    NO_POLICY: N_("No rule of this table names the tenant"),
    MAY_BE_EMPTY: N_("A row of this table could belong to no tenant"),
    ABOVE: N_("This role stands above the wall"),
    OWNS: N_("This role owns tables"),
    OVER_THE_WALL: N_("This view looks over the wall"),
    NOTHING: N_("No table of tenants was found: nothing was checked"),
}


def state_of(tenant: Any) -> str:
    """Closed comes before practice and live."""
    if tenant.status != "active":
        return "closed"
    return "practice" if tenant.practice_mode else "live"
