"""The claim of what was supplied: made after the supply, never before; undone when the medicine comes back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from app.claims import cancelling, closing
from app.claims import service as claims
from app.claims.errors import CancelUnderWay, ClaimBlocked
from app.claims.models import Claim
from app.claims.service import NewClaim
from app.claims.states import (
    ACCEPTED,
    ADJUDICATED,
    CANCELLED,
    CLOSED,
    DRAFT,
    HELD,
    NONE,
    QUEUED,
    REJECTED,
)
from app.claims.values import PHARMACY, PRINCIPAL, ClaimDraft, DiagnosisDraft, LineDraft
from app.kernel.clock import muscat_day
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.cover import Cover
from app.pharmacy.dispensing.errors import ClaimSettled, SupplyReversed
from app.pharmacy.dispensing.history import tell
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.dispensing.states import REVERSED
from app.pharmacy.prescriptions.queries import prescription
from app.tenants.scope import find
from app.worklist.errors import TakenByOther

# What the exchange is told: the service was not performed.
NOT_PERFORMED = "not_performed"
BY_MISTAKE = "entered_by_mistake"


def claim(dispense: Dispense, cover: Cover, practitioner_id: UUID | None) -> Claim | None:
    """Claim the insured lines. What the checker blocks stays a draft for a person; the supply stands.

    Raises ApprovalNotUsable, NoUnitsLeft: then nothing may be supplied either.
    """
    insured = [line for line in dispense.lines if not line.cash]
    policy, on = cover.policy, muscat_day(dispense.supplied_at or dispense.created_at)
    if not insured or policy is None:
        return None
    made = claims.start_draft(
        NewClaim(
            patient_id=dispense.patient_id,
            payer_id=policy.payer_id,
            policy_id=policy.id,
            facility_id=dispense.facility_id,
            service_date=on,
            practitioner_id=practitioner_id,
            eligibility_check_id=cover.answered.id if cover.answered else None,
            kind=PHARMACY,
        )
    )
    dispense.claim_id = made.id
    db.session.flush()  # The checker asks the dispense what the claim hands out.
    draft = _draft(dispense, policy.id, practitioner_id, on)
    saved = claims.save_draft(made.id, draft, made.version)
    _send(dispense, saved)
    return saved


def _draft(
    dispense: Dispense, policy_id: UUID, practitioner_id: UUID | None, on: date
) -> ClaimDraft:
    source = prescription(dispense.prescription_id)
    codes = (source.diagnosis_code,) if source.diagnosis_code else ()
    insured = [line for line in dispense.lines if not line.cash]
    return ClaimDraft(
        patient_id=dispense.patient_id,
        policy_id=policy_id,
        practitioner_id=practitioner_id,
        facility_id=dispense.facility_id,
        service_date=on,
        prescription_reference=source.reference or source.number,
        approval_id=dispense.approval_id,
        diagnoses=tuple(
            DiagnosisDraft(sequence=place, code=code, kind=PRINCIPAL)
            for place, code in enumerate(codes, start=1)
        ),
        lines=tuple(_line(line, place, on) for place, line in enumerate(insured, start=1)),
    )


def _line(line: DispenseLine, place: int, on: date) -> LineDraft:
    """What was handed out, as the claim bills it; the price list says the tax."""
    return LineDraft(
        sequence=place,
        local_code=line.local_code,
        service_date=on,
        quantity=line.quantity,
        unit_price=line.unit_price,
        service_id=line.service_id,
        pointers=(1,),
        days_supply=line.days_supply,
    )


def _send(dispense: Dispense, made: Claim) -> None:
    try:
        claims.submit(made.id, made.version)
    except ClaimBlocked as blocked:
        codes = sorted({finding.code for finding in blocked.findings})
        tell(dispense, "claim_kept", claim=made.number, findings=codes)
    else:
        tell(dispense, "claimed", claim=made.number)
    db.session.flush()


def refuse_settled(dispense: Dispense) -> None:
    """What an insurer has settled does not come back over the counter alone; raises ClaimSettled."""
    made = find(Claim, dispense.claim_id) if dispense.claim_id is not None else None
    if made is not None and made.status == CLOSED and made.adjudication != NONE:
        raise ClaimSettled(number=made.number)


def unclaim(dispense: Dispense) -> None:
    """Take the claim of a reversed supply out of the world, as far as it has come; raises TakenByOther.

    One that was sent and not answered is cancelled by `follow`, once the exchange has it.
    """
    if dispense.claim_id is None:
        return
    made = find(Claim, dispense.claim_id)
    if made.status in {QUEUED, HELD}:
        claims.withdraw(made.id)
    if made.status == DRAFT:
        _retract(made)
    elif made.status == REJECTED:
        closing.close(made.id, BY_MISTAKE)
    elif made.status in {ACCEPTED, ADJUDICATED}:
        _cancel(made)


def _retract(made: Claim) -> None:
    try:
        closing.retract(made.id)
    except NotPossible:
        return  # An earlier sending arrived: the guard keeps this draft from leaving again.


def _cancel(made: Claim) -> None:
    try:
        cancelling.cancel(made.id, NOT_PERFORMED)
    except CancelUnderWay:
        return


def follow(moved: Claim) -> None:
    """Each step of a claim: one whose supply was reversed is cancelled as soon as it can be."""
    if moved.kind != PHARMACY or moved.status not in {ACCEPTED, ADJUDICATED, REJECTED}:
        return
    dispense = queries.of_claim(moved.id)
    if dispense is not None and dispense.status == REVERSED:
        _unclaim_later(dispense)


def _unclaim_later(dispense: Dispense) -> None:
    """An insurer's answer is never lost because somebody has the claim open: the hourly round comes back."""
    with suppress(TakenByOther):
        unclaim(dispense)


def guard(draft: Claim) -> None:
    """What came back over the counter is never claimed; raises SupplyReversed."""
    if draft.kind != PHARMACY or draft.status == CANCELLED:
        return
    dispense = queries.of_claim(draft.id)
    if dispense is not None and dispense.status == REVERSED:
        raise SupplyReversed
