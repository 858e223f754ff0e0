"""Every minute: ask the gateway for what it may have told in vain, and give back what nobody owed."""

from __future__ import annotations

from functools import partial

from app.plans.cards import gateway, hearing
from app.plans.rounds import alone
from app.tenants.scope import as_platform


def look_after_cards() -> int:
    """One round, each payment in a transaction of its own; returns how many steps failed."""
    service = gateway.in_use()
    if service is None:
        return 0
    with as_platform():
        waiting = hearing.unheard()
    failed = sum(not alone(partial(hearing.ask, service, one)) for one in waiting)
    with as_platform():
        surplus = hearing.beyond()
    return failed + sum(not alone(partial(hearing.give_back, service, one)) for one in surplus)
