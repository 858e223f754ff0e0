"""Asking to leave, taking it back, and being reminded while there is time. Verbs flush, never commit."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.access import owners
from app.audit.trail import note
from app.departing import addresses
from app.departing.errors import LeavingAlready, WrongName
from app.departing.history import DEPARTURES
from app.departing.models import Departure
from app.departing.states import COOLING, DEPARTURE, TAKEN_BACK
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.kernel.words import N_
from app.mail import letters
from app.tenants.queries import tenant
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import actor_id

COOLING_DAYS = 30
# So many days before the day, owners get a letter.
REMINDERS = (14, 7, 1)
REASONS = {
    "other_service": N_("We go on with another service"),
    "closing": N_("The clinic or pharmacy closes"),
    "cost": N_("It costs too much"),
    "missing": N_("Something we need is missing"),
    "trial": N_("We only wanted to try it"),
    "other": N_("Another reason"),
}
ASKED = N_("You have asked to leave")
REMINDED = N_("Your account will be deleted")
STAYS = N_("Your account stays")


def departure() -> Departure | None:
    """The newest departure of this tenant."""
    query = select(Departure).order_by(Departure.asked_at.desc()).limit(1)
    return db.session.scalars(query).first()


def ask(name: str, reason: str) -> Departure:
    """Begin the days to think. Raises WrongName, LeavingAlready."""
    own = tenant()
    if " ".join(name.split()) not in {own.name_en, own.name_ar}:
        raise WrongName
    known = departure()
    if known is not None and known.status != TAKEN_BACK:
        raise LeavingAlready
    one = Departure(
        reason=reason, asked_by=actor_id(), delete_after=today() + timedelta(days=COOLING_DAYS)
    )
    one.letter_sealed = addresses.of_owners(one.id)
    db.session.add(one)
    db.session.flush()
    note("departure.asked", "departure", one.id, reason=reason, day=one.delete_after)
    _write(one, ASKED)
    return one


def take_back() -> None:
    """Stay after all. Raises NotPossible."""
    one = departure()
    if one is None:
        raise NotPossible(DEPARTURE.name, "none", "taken_back")
    db.session.refresh(one, with_for_update=True)
    DEPARTURES.move(DEPARTURE, one, "taken_back", {})
    one.letter_sealed = None
    _write(one, STAYS)


def remind_everywhere() -> None:
    """Every hour: owners hear how many days are left, once for each of the days that are named."""
    for_each_tenant(remind)


def remind() -> None:
    """Write to the owners of the present tenant when one of the days has come."""
    one = departure()
    if one is None or one.status != COOLING:
        return
    left = (one.delete_after - today()).days
    due = [days for days in REMINDERS if left <= days]
    if not due or (one.reminded is not None and one.reminded <= due[-1]):
        return
    one.reminded = due[-1]
    note("departure.reminded", "departure", one.id, days=max(left, 0))
    _write(one, REMINDED)


def _write(one: Departure, subject: str) -> None:
    own = tenant()
    owners.write_to_owners(
        "departure", subject, "departing/letters/leaving.txt", day=one.delete_after,
        stays=one.status == TAKEN_BACK, name_en=own.name_en, name_ar=own.name_ar,
        url=letters.link("departing.leave"),
    )  # fmt: skip
