"""After an outage: what was handed out provisionally is claimed once the insurer answers, or followed up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.claims.starting import usual_practitioner
from app.eligibility import queries as eligibility
from app.eligibility import service as asking
from app.eligibility.states import FAILED
from app.kernel.clock import muscat_day, now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.money import ZERO
from app.pharmacy.dispensing import claiming, queries
from app.pharmacy.dispensing.cover import Cover, cover_on
from app.pharmacy.dispensing.errors import NotFollowedUp
from app.pharmacy.dispensing.history import tell
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.dispensing.values import CLAIMED, COLLECTED, WRITTEN_OFF
from app.pharmacy.dispensing.worth import worth_of
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.models import Prescription
from app.tenants.rounds import for_each_tenant
from app.tenants.scope import find

log = logging.getLogger(__name__)

ONE_DAY = timedelta(days=1)


def send_everywhere() -> None:
    """Every tenant in turn, by the hour: ask where nobody could be asked, claim what is covered by now."""
    for_each_tenant(look_after)


def look_after() -> int:
    """Ask about the supplies whose cover nobody knows, claim those that are covered; returns how many.

    Claims of supplies taken back while somebody had them open are cancelled now.
    """
    for dispense in queries.still_claimed():
        _each(_cancelled, dispense.id)
    return sum(_each(_follow, dispense.id) for dispense in queries.unsettled())


def send_provisional() -> int:
    """Claim every provisional supply whose cover is certain by now; returns how many."""
    return sum(_each(_sent, dispense.id) for dispense in queries.unsettled())


def _each(work: Callable[[UUID], bool], dispense_id: UUID) -> bool:
    """One supply by itself: what refuses it keeps it on the list and the others going."""
    try:
        with db.session.begin_nested():
            return work(dispense_id)
    except DomainError:
        log.warning("a provisional supply could not be claimed: dispense=%s", dispense_id)
        return False


def _cancelled(dispense_id: UUID) -> bool:
    claiming.unclaim(find(Dispense, dispense_id))
    return True


def _follow(dispense_id: UUID) -> bool:
    if _sent(dispense_id):
        return True
    dispense = find(Dispense, dispense_id)
    cover = cover_on(dispense.patient_id, _day(dispense))
    if not cover.is_known and not cover.is_down and _may_ask(cover):
        _ask(dispense, again=False)
    return False


def _may_ask(cover: Cover) -> bool:
    """Nobody asked, the question was lost, or an unclear answer is a day old."""
    last = cover.check
    return last is None or last.status == FAILED or last.asked_at < now() - ONE_DAY


def _sent(dispense_id: UUID) -> bool:
    dispense = find(Dispense, dispense_id, for_update=True)
    day = _day(dispense)
    cover = cover_on(dispense.patient_id, day)
    if not _is_open(dispense) or not cover.is_covered or dispense.supplied_by is None:
        return False
    claiming.claim(dispense, cover, usual_practitioner(dispense.supplied_by, day))
    dispense.settled_as = CLAIMED
    db.session.flush()
    return True


def claim_later(dispense_id: UUID) -> Dispense:
    """Ask the insurer again about the day of the supply, which stays on the list until it is settled.

    Raises NotFollowedUp, NoDocument, WasMerged, NotFound.
    """
    dispense = _open(dispense_id)
    _ask(dispense, again=True)
    return dispense


def collect(dispense_id: UUID) -> Dispense:
    """The insurer does not pay and the patient has: the lines become cash. Raises NotFollowedUp, NotFound."""
    dispense = _open(dispense_id)
    worth = worth_of([dispense])[dispense.id]
    prescription = find(Prescription, dispense.prescription_id, for_update=True)
    items = {line.id: line.item for line in prescription.lines}
    for line in dispense.lines:
        if not line.cash:
            line.cash, line.patient_pays = True, worth.lines[line.id]
            items[line.line_id] = items[line.line_id].pay_cash(line.quantity)
    dispense.cash, dispense.patient_share = dispense.cash + worth.insured, ZERO
    prescriptions.move_items(prescription, items)
    return _settled(dispense, COLLECTED, "collected", amount=str(worth.left))


def write_off(dispense_id: UUID) -> Dispense:
    """Nobody pays: the pharmacy bears it. Raises NotFollowedUp, NotFound."""
    dispense = _open(dispense_id)
    left = worth_of([dispense])[dispense.id].left
    return _settled(dispense, WRITTEN_OFF, "written_off", amount=str(left))


def _settled(dispense: Dispense, how: str, event: str, **details: Any) -> Dispense:
    dispense.settled_as = how
    tell(dispense, event, **details)
    db.session.flush()
    return dispense


def _ask(dispense: Dispense, *, again: bool) -> None:
    if dispense.payer_id is None:
        return
    day = _day(dispense)
    last = eligibility.last_asked(dispense.patient_id, dispense.payer_id, day)
    check = asking.ask(dispense.patient_id, dispense.payer_id, day, again=again)
    if last is None or check.id != last.id:
        tell(dispense, "cover_asked")


def _day(dispense: Dispense) -> date:
    return muscat_day(dispense.supplied_at or dispense.created_at)


def _open(dispense_id: UUID) -> Dispense:
    dispense = find(Dispense, dispense_id, for_update=True)
    if not _is_open(dispense):
        raise NotFollowedUp
    return dispense


def _is_open(dispense: Dispense) -> bool:
    return dispense.provisional and dispense.status == SUPPLIED and dispense.settled_as is None


def verdict_of(dispense: Any) -> str | None:
    """What the insurer said about the day of a supply, or of a row of one; None while it has not."""
    if dispense.payer_id is None or dispense.supplied_at is None:
        return None
    day = muscat_day(dispense.supplied_at)
    check = eligibility.latest(dispense.patient_id, dispense.payer_id, day)
    return check.verdict if check else None
