"""The claim of what was supplied: made after the supply, never before; undone when the medicine comes back."""

from __future__ import annotations

from uuid import UUID

from app.audit.trail import note
from app.claims import closing
from app.claims import service as claims
from app.claims.errors import CancelUnderWay, ClaimBlocked
from app.claims.models import Claim
from app.claims.service import NewClaim
from app.claims.states import ACCEPTED, ADJUDICATED, CANCELLED, DRAFT, HELD, QUEUED, REJECTED
from app.claims.values import PHARMACY, PRINCIPAL, ClaimDraft, DiagnosisDraft
from app.kernel.clock import muscat_day
from app.kernel.db import db
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.cover import Cover
from app.pharmacy.dispensing.deciding import Decision, as_claimed
from app.pharmacy.dispensing.errors import SupplyReversed
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.states import REVERSED
from app.pharmacy.prescriptions.queries import prescription
from app.tenants.scope import find

# What the exchange is told: the service was not performed.
NOT_PERFORMED = "NP"
BY_MISTAKE = "entered_by_mistake"


def claim(
    dispense: Dispense, cover: Cover, decision: Decision, practitioner_id: UUID | None
) -> Claim | None:
    """Claim the insured lines. What the checker blocks stays a draft for a person; the supply stands.

    Raises ApprovalNotUsable, NoUnitsLeft: then nothing may be supplied either.
    """
    insured = [one for one in decision.lines if not one.cash]
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
    source = prescription(dispense.prescription_id)
    codes = (source.diagnosis_code,) if source.diagnosis_code else ()
    draft = ClaimDraft(
        patient_id=dispense.patient_id,
        policy_id=policy.id,
        practitioner_id=practitioner_id,
        facility_id=dispense.facility_id,
        service_date=on,
        prescription_reference=source.reference or source.number,
        approval_id=decision.approval_id,
        diagnoses=tuple(
            DiagnosisDraft(sequence=place, code=code, kind=PRINCIPAL)
            for place, code in enumerate(codes, start=1)
        ),
        lines=tuple(as_claimed(one, on) for one in insured),
    )
    db.session.flush()
    saved = claims.save_draft(made.id, draft, made.version)
    _send(dispense, saved)
    return saved


def _send(dispense: Dispense, made: Claim) -> None:
    try:
        claims.submit(made.id, made.version)
    except ClaimBlocked as blocked:
        codes = sorted({finding.code for finding in blocked.findings})
        note("dispense.claim_kept", "dispense", dispense.id, claim=made.number, findings=codes)
    else:
        note("dispense.claimed", "dispense", dispense.id, claim=made.number)
    db.session.flush()


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
        claims.discard(made.id)
    elif made.status == REJECTED:
        closing.close(made.id, BY_MISTAKE)
    elif made.status in {ACCEPTED, ADJUDICATED}:
        _cancel(made)


def _cancel(made: Claim) -> None:
    try:
        claims.cancel(made.id, NOT_PERFORMED)
    except CancelUnderWay:
        return


def follow(moved: Claim) -> None:
    """Each step of a claim: one whose supply was reversed is cancelled as soon as it can be."""
    if moved.kind != PHARMACY or moved.status not in {ACCEPTED, ADJUDICATED, REJECTED}:
        return
    dispense = queries.of_claim(moved.id)
    if dispense is not None and dispense.status == REVERSED:
        unclaim(dispense)


def guard(draft: Claim) -> None:
    """What came back over the counter is never claimed; raises SupplyReversed."""
    if draft.kind != PHARMACY or draft.status == CANCELLED:
        return
    dispense = queries.of_claim(draft.id)
    if dispense is not None and dispense.status == REVERSED:
        raise SupplyReversed
