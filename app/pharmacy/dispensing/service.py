"""The verbs at the counter: supply, queue for an approval, drop, reverse. All or nothing each."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.money import ZERO, total
from app.pharmacy.alerts import service as alerts
from app.pharmacy.dispensing import claiming, queries, shelf
from app.pharmacy.dispensing.deciding import Decided, Decision, decide
from app.pharmacy.dispensing.errors import NothingToSupply
from app.pharmacy.dispensing.gathering import Counter, at_counter
from app.pharmacy.dispensing.history import move, tell
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.dispensing.states import DISPENSE
from app.pharmacy.dispensing.values import IN_CASH, SupplyDraft
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.models import Prescription
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number


def supply(prescription_id: UUID, draft: SupplyDraft, version: int) -> Dispense:
    """Hand out what the draft says: stock, lines, dispense and claim together, or nothing at all.

    Raises the refusals of `decide`, AlertRejects, AlertsOpen, PrescriptionStale, PrescriptionClosed,
    PrescriptionExpired, NotEnough, BatchExpired, BatchRecalled, BoxHandedOut, ApprovalNotUsable, NoUnitsLeft, NotFound.
    The caller rolls back after a refusal.
    """
    on = today()
    found = prescriptions.open_for_supply(prescription_id, version, on)
    counter = at_counter(found, branch_to_work_in(draft.facility_id).id, on, draft.chosen)
    decision = decide(counter, draft)
    _heed_alerts(counter, decision, draft)
    dispense = queries.waiting_of(found.id) or prepare(counter)
    _write(dispense, counter, decision, draft)
    prescriptions.move_items(found, decision.items)
    dispense.supplied_at, dispense.supplied_by = now(), actor_id()
    move(dispense, "supplied", lines=len(dispense.lines), provisional=draft.provisional)
    db.session.flush()
    if not draft.provisional:
        claiming.claim(dispense, counter.cover, draft.practitioner_id)
    return dispense


def promise(prescription_id: UUID, draft: SupplyDraft, version: int) -> Prescription:
    """Hand nothing out now: units are owed to the patient, or given up.

    Raises NothingToSupply, OverRemainder, PrescriptionStale, PrescriptionClosed, PrescriptionExpired, NotFound.
    """
    found = prescriptions.open_for_supply(prescription_id, version, today())
    known = {line.id: line.item for line in found.lines}
    items = {
        line.line_id: known[line.line_id].owe(line.owe).give_up(line.give_up)
        for line in draft.lines
        if line.line_id in known and (line.owe or line.give_up)
    }
    if not items:
        raise NothingToSupply
    prescriptions.move_items(found, items)
    return found


def prepare(counter: Counter) -> Dispense:
    """A dispense of a prescription at a branch, under the next number of its year; nothing leaves the shelf."""
    year, policy = now().year, counter.cover.policy
    made = Dispense(
        number=f"D-{year}-{next_number(f'dispense-{year}'):06}",
        prescription_id=counter.prescription.id,
        patient_id=counter.prescription.patient_id,
        policy_id=policy.id if policy else None,
        payer_id=policy.payer_id if policy else None,
        facility_id=counter.facility_id,
        created_by=actor_id(),
    )
    db.session.add(made)
    db.session.flush()
    tell(made, "prepared")
    return made


def _heed_alerts(counter: Counter, decision: Decision, draft: SupplyDraft) -> None:
    """Keep the reasons that were given, then refuse what still stops a line that is handed out."""
    numbers = {one.at.line.sequence for one in decision.lines}
    left = []
    for one in counter.alerts:
        given = draft.passes.get(one.fingerprint)
        if given is not None and one.line_id is not None and one.alert.line in numbers:
            alerts.override(one, given.reason, given.words)
        else:
            left.append(one)
    alerts.refuse_stopped(left, numbers)


def _write(dispense: Dispense, counter: Counter, decision: Decision, draft: SupplyDraft) -> None:
    check = counter.cover.check
    dispense.eligibility_check_id = check.id if check else None
    # The claim names the approval its lines use, and no other.
    dispense.approval_id = decision.approval_id
    dispense.provisional, dispense.consent = draft.provisional, draft.consent
    dispense.deposit = draft.deposit if draft.provisional else ZERO
    dispense.cash = total(decision.pays[one.at.line.id] for one in decision.lines if one.cash)
    dispense.patient_share = total(
        decision.pays[one.at.line.id] for one in decision.lines if not one.cash
    )
    dispense.taken = dispense.due + dispense.deposit
    dispense.practitioner_id = draft.practitioner_id
    if draft.provisional and all(one.cash for one in decision.lines):
        dispense.waits_for = IN_CASH
    dispense.lines += [
        _line(dispense, place, one, decision.pays[one.at.line.id])
        for place, one in enumerate(decision.lines, start=1)
    ]
    db.session.flush()  # Movements and boxes point at the lines.
    shelf.take(list(zip(dispense.lines, decision.lines, strict=True)), counter.facility_id)


def _line(dispense: Dispense, place: int, one: Decided, pays: Decimal) -> DispenseLine:
    return DispenseLine(
        dispense_id=dispense.id,
        line_id=one.at.line.id,
        sequence=place,
        service_id=one.offer.service_id,
        local_code=one.offer.local_code,
        name_en=one.offer.name_en,
        name_ar=one.offer.name_ar,
        quantity=one.asked.quantity,
        unit_price=one.billed.unit_price,
        patient_pays=pays,
        cash=one.cash,
        days_supply=one.billed.days,
        substituted_for=one.at.line.local_code if one.is_substitute else "",
        substitution_reason=one.asked.substitution_reason if one.is_substitute else "",
    )


def reverse(dispense_id: UUID, reason: str) -> Dispense:
    """Take a supply back: stock and lines as before, the claim withdrawn, put away or cancelled at the exchange.

    Raises ClaimSettled, NotPossible, AlreadyPutBack, TakenByOther, NotFound.
    """
    dispense = find(Dispense, dispense_id, for_update=True)
    DISPENSE.next(dispense.status, "reversed")
    claiming.refuse_settled(dispense)
    prescription = find(Prescription, dispense.prescription_id, for_update=True)
    items = {line.id: line.item for line in prescription.lines}
    shelf.put_back(dispense)
    for line in dispense.lines:
        items[line.line_id] = items[line.line_id].take_back(line.quantity, cash=line.cash)
    dispense.reversal_reason = reason
    move(dispense, "reversed", reason=reason)
    db.session.flush()
    prescriptions.move_items(prescription, items)
    claiming.unclaim(dispense)
    return dispense


def drop(dispense_id: UUID) -> Dispense:
    """Put away what was prepared and never handed out; raises NotPossible, NotFound."""
    dispense = find(Dispense, dispense_id, for_update=True)
    move(dispense, "dropped")
    db.session.flush()
    return dispense
