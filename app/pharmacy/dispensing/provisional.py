"""After an outage: what was handed out provisionally is claimed once the insurer answers, or followed up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.claims.starting import usual_practitioner
from app.eligibility import queries as eligibility
from app.eligibility import service as asking
from app.eligibility.states import FAILED
from app.kernel.clock import muscat_day, now
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.money import ZERO, total
from app.pharmacy.dispensing import asking as approvals
from app.pharmacy.dispensing import claiming, queries
from app.pharmacy.dispensing.billing import balance, patient_pays
from app.pharmacy.dispensing.cover import Cover, cover_on
from app.pharmacy.dispensing.errors import NotFollowedUp
from app.pharmacy.dispensing.history import tell
from app.pharmacy.dispensing.later import Answered, answered, day_of
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import SUPPLIED
from app.pharmacy.dispensing.values import (
    CLAIMED,
    COLLECTED,
    IN_CASH,
    NEEDS_APPROVAL,
    NOT_PAID,
    WRITTEN_OFF,
)
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
    if dispense.waits_for == IN_CASH:
        return False
    cover = cover_on(dispense.patient_id, day_of(dispense))
    if not cover.is_known and not cover.is_down and _may_ask(cover):
        _ask(dispense, again=False)
    return False


def _may_ask(cover: Cover) -> bool:
    """Nobody asked, the question was lost, or an unclear answer is a day old."""
    last = cover.check
    return last is None or last.status == FAILED or last.asked_at < now() - ONE_DAY


def _sent(dispense_id: UUID) -> bool:
    """Claim what the insurer pays, and set what was taken off against what the patient owes by now."""
    dispense = find(Dispense, dispense_id, for_update=True)
    if not _is_open(dispense) or not cover_on(dispense.patient_id, day_of(dispense)).is_covered:
        return False
    found = answered(dispense)
    dispense.waits_for = _lack(found)
    if dispense.waits_for is None:
        _claim(dispense, found)
    db.session.flush()
    return dispense.waits_for is None


def _lack(found: Answered) -> str | None:
    if found.waiting:
        return NEEDS_APPROVAL
    if found.paid:
        return None
    return NOT_PAID if found.refused else IN_CASH


def _claim(dispense: Dispense, found: Answered) -> None:
    _to_cash(dispense, {line_id: one.net for line_id, one in found.refused.items()})
    dispense.approval_id = found.approval_id
    shares = patient_pays(list(found.paid.values()), found.cover.copayment)
    share_of = dict(zip(found.paid, shares, strict=True))
    for line in dispense.lines:
        line.patient_pays = share_of.get(line.id, line.patient_pays)
    dispense.patient_share = total(shares)
    claiming.claim(dispense, found.cover, _on_the_claim(dispense))
    _set_off(dispense)
    dispense.settled_as = CLAIMED


def _on_the_claim(dispense: Dispense) -> UUID | None:
    """Whoever was chosen at the counter, else who handed it out."""
    if dispense.practitioner_id is None and dispense.supplied_by is not None:
        return usual_practitioner(dispense.supplied_by, day_of(dispense))
    return dispense.practitioner_id


def _set_off(dispense: Dispense) -> None:
    """Book what becomes of the money that was taken."""
    found = balance(dispense.due, dispense.taken, dispense.deposit)
    dispense.deposit_kept = found.kept
    if not found.owed and not found.returned:
        dispense.squared_at = now()
    tell(dispense, "set_off", **{name: str(amount) for name, amount in vars(found).items()})


def _to_cash(dispense: Dispense, nets: Mapping[UUID, Decimal]) -> None:
    """The patient pays these lines whole; `nets` are what they come to in OMR."""
    prescription = find(Prescription, dispense.prescription_id, for_update=True)
    items = {line.id: line.item for line in prescription.lines}
    for line in dispense.lines:
        if line.id in nets:
            line.cash, line.patient_pays = True, nets[line.id]
            items[line.line_id] = items[line.line_id].pay_cash(line.quantity)
    if nets:
        dispense.cash += total(nets.values())
        prescriptions.move_items(prescription, items)


def claim_later(dispense_id: UUID) -> Dispense:
    """Ask the insurer for what is lacking: an approval, or its word about the day; it stays on the list.

    Raises NotFollowedUp, NothingAwaitsApproval, NoDocument, WasMerged, NotFound.
    """
    dispense = _open(dispense_id)
    # What the plan pays can be told only once somebody has answered for the day.
    is_covered = cover_on(dispense.patient_id, day_of(dispense)).is_covered
    found = answered(dispense) if is_covered else None
    if found is not None and found.waiting:
        approvals.ask_for_supplied(dispense, found, _on_the_claim(dispense))
        dispense.waits_for = NEEDS_APPROVAL
        db.session.flush()
    else:
        _ask(dispense, again=True)
    return dispense


def collect(dispense_id: UUID) -> Dispense:
    """The patient has paid what the insurer does not, or was given back what was too much.

    Raises NotFollowedUp, NotFound.
    """
    dispense = find(Dispense, dispense_id, for_update=True)
    if _is_unbalanced(dispense):
        return _squared(dispense)
    dispense = _open(dispense_id)
    worth = worth_of([dispense])[dispense.id]
    _to_cash(dispense, worth.lines)
    dispense.patient_share = ZERO
    dispense.deposit_kept = balance(dispense.due, dispense.taken, dispense.deposit).kept
    dispense.taken, dispense.squared_at = dispense.due, now()
    return _settled(dispense, COLLECTED, "collected", amount=str(worth.left))


def _squared(dispense: Dispense) -> Dispense:
    left = dispense.due - dispense.taken
    dispense.taken, dispense.squared_at = dispense.due, now()
    tell(dispense, "balance_paid" if left > 0 else "balance_returned", amount=str(abs(left)))
    db.session.flush()
    return dispense


def write_off(dispense_id: UUID) -> Dispense:
    """Nobody pays what is left: the pharmacy bears it. Raises NotFollowedUp, NotFound."""
    dispense = find(Dispense, dispense_id, for_update=True)
    if _is_unbalanced(dispense) and dispense.due > dispense.taken:
        dispense.squared_at = now()
        tell(dispense, "balance_written_off", amount=str(dispense.due - dispense.taken))
        db.session.flush()
        return dispense
    dispense = _open(dispense_id)
    left = worth_of([dispense])[dispense.id].left
    dispense.deposit_kept, dispense.squared_at = dispense.deposit, now()
    return _settled(dispense, WRITTEN_OFF, "written_off", amount=str(left))


def _settled(dispense: Dispense, how: str, event: str, **details: Any) -> Dispense:
    dispense.settled_as, dispense.waits_for = how, None
    tell(dispense, event, **details)
    db.session.flush()
    return dispense


def _ask(dispense: Dispense, *, again: bool) -> None:
    if dispense.payer_id is None:
        return
    day = day_of(dispense)
    last = eligibility.last_asked(dispense.patient_id, dispense.payer_id, day)
    check = asking.ask(dispense.patient_id, dispense.payer_id, day, again=again)
    if last is None or check.id != last.id:
        tell(dispense, "cover_asked")


def _open(dispense_id: UUID) -> Dispense:
    dispense = find(Dispense, dispense_id, for_update=True)
    if not _is_open(dispense):
        raise NotFollowedUp
    return dispense


def _is_open(dispense: Dispense) -> bool:
    return dispense.provisional and dispense.status == SUPPLIED and dispense.settled_as is None


def _is_unbalanced(dispense: Dispense) -> bool:
    """It was claimed, and one still owes the other: patient or pharmacy."""
    stands = dispense.status == SUPPLIED and dispense.settled_as == CLAIMED
    return stands and dispense.squared_at is None and dispense.due != dispense.taken


def verdict_of(dispense: Any) -> str | None:
    """What the insurer said about the day of a supply, or of a row of one; None while it has not."""
    if dispense.payer_id is None or dispense.supplied_at is None:
        return None
    day = muscat_day(dispense.supplied_at)
    check = eligibility.latest(dispense.patient_id, dispense.payer_id, day)
    return check.verdict if check else None
