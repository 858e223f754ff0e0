"""The verbs of a claim: start, save, check, send, withdraw, cancel, reopen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import Event, record
from app.claims import drafting, scrubbing
from app.claims.answers import apply_answer, apply_cancel_answer, note_delivery
from app.claims.errors import ClaimBlocked, ClaimNotEditable, ClaimStale
from app.claims.facts import facts_of, parameters_of
from app.claims.history import actor_id, move, tell
from app.claims.models import Claim, Submission
from app.claims.sending import submission
from app.claims.states import CLAIM, DRAFT
from app.claims.values import BLOCK, ClaimDraft, Finding
from app.exchange import outbox
from app.exchange.messages import CLAIMS, CancelRequest, Party
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.patients.models import Patient
from app.reference.queries import payer
from app.tenants.queries import facility, tenant
from app.tenants.scope import current_tenant_id, find
from app.tenants.service import next_number

__all__ = [
    "NewClaim", "apply_answer", "apply_cancel_answer", "cancel", "check", "discard", "note_delivery",
    "reopen", "save_draft", "start_draft", "submit", "withdraw",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewClaim:
    """What a claim begins with; the rest comes with the draft."""

    patient_id: UUID
    payer_id: UUID
    facility_id: UUID
    service_date: date
    policy_id: UUID | None = None
    practitioner_id: UUID | None = None
    eligibility_check_id: UUID | None = None


def start_draft(new: NewClaim) -> Claim:
    """A new draft under the next number of its year."""
    find(Patient, new.patient_id)
    payer(new.payer_id)
    facility(new.facility_id)
    year = now().year
    claim = Claim(
        number=f"C-{year}-{next_number(f'claim-{year}'):06}",
        patient_id=new.patient_id,
        payer_id=new.payer_id,
        facility_id=new.facility_id,
        service_date=new.service_date,
        policy_id=new.policy_id,
        practitioner_id=new.practitioner_id,
        eligibility_check_id=new.eligibility_check_id,
        created_by=actor_id(),
    )
    db.session.add(claim)
    db.session.flush()  # Its timeline points at it.
    record(
        Event(
            tenant_id=current_tenant_id(), event="claim.started", subject_kind="claim",
            subject_id=claim.id, actor_id=actor_id(),
        )
    )  # fmt: skip
    return claim


def save_draft(claim_id: UUID, draft: ClaimDraft, version: int) -> Claim:
    """Write what was typed; raises ClaimNotEditable, ClaimStale, NotFound."""
    claim = _editable(claim_id, version)
    drafting.write(claim, draft)
    claim.version = version  # The row changes even when only its lines did.
    db.session.flush()
    return claim


def check(claim_id: UUID) -> tuple[Finding, ...]:
    """All findings at once; writes nothing. Raises NotFound."""
    return _findings(find(Claim, claim_id))


def submit(claim_id: UUID, version: int) -> Claim:
    """Queue the claim for its payer, journaled with this transaction.

    Raises ClaimBlocked with the findings, ClaimNotEditable, ClaimStale, NotFound.
    """
    claim = _editable(claim_id, version)
    blocking = [finding for finding in _findings(claim) if finding.severity == BLOCK]
    if blocking:
        raise ClaimBlocked(findings=tuple(blocking))
    claim.attempts += 1
    claim.submitted_at = now()
    claim.problem_code = claim.problem_text = None
    identifier = f"{claim.number}-{claim.attempts}"
    move(claim, "submitted", attempt=claim.attempts)
    db.session.flush()  # The journal's first row comes after the claim it is about.
    message_id = outbox.send(
        submission(claim, identifier),
        payer_id=claim.payer_id,
        stream=CLAIMS,
        subject_kind="claim",
        subject_id=claim.id,
    )
    db.session.add(
        Submission(
            claim_id=claim.id,
            attempt=claim.attempts,
            identifier=identifier,
            message_id=message_id,
            submitted_by=actor_id(),
        )
    )
    return claim


def withdraw(claim_id: UUID) -> Claim:
    """Take a claim back that certainly has not left; raises NotPossible, NotFound."""
    claim = find(Claim, claim_id, for_update=True)
    CLAIM.next(claim.status, "withdrawn")
    outbox.withdraw(last_submission(claim).message_id)
    if claim.status != DRAFT:
        move(claim, "withdrawn")
    return claim


def cancel(claim_id: UUID, reason: str) -> Claim:
    """Ask the payer to let go of a claim; it is cancelled when the payer says so."""
    claim = find(Claim, claim_id, for_update=True)
    CLAIM.next(claim.status, "cancel_confirmed")
    house, insurer = tenant(), payer(claim.payer_id)
    tell(claim, "cancel_asked", reason=reason)
    outbox.send(
        CancelRequest(
            identifier=f"{claim.number}-X{next_number('cancel')}",
            claim_identifier=last_submission(claim).identifier,
            provider=Party(licence=house.provider_licence, name=house.name_en),
            payer=Party(licence=insurer.licence, name=insurer.name_en),
            reason=reason,
        ),
        payer_id=claim.payer_id,
        stream=CLAIMS,
        subject_kind="claim",
        subject_id=claim.id,
    )
    return claim


def reopen(claim_id: UUID) -> Claim:
    """Open a rejected claim again, to be put right and sent under a new identifier."""
    claim = find(Claim, claim_id, for_update=True)
    move(claim, "reopened")
    return claim


def discard(claim_id: UUID) -> Claim:
    """Put a draft away that was never sent."""
    claim = find(Claim, claim_id, for_update=True)
    if claim.attempts:
        raise NotPossible(CLAIM.name, claim.status, "discarded")
    move(claim, "discarded")
    return claim


def last_submission(claim: Claim) -> Submission:
    """The newest sending of a claim; raises NoResultFound when it was never sent."""
    query = select(Submission).where(
        Submission.claim_id == claim.id, Submission.attempt == claim.attempts
    )
    return db.session.scalars(query).one()


def _editable(claim_id: UUID, version: int) -> Claim:
    claim = find(Claim, claim_id)
    if claim.status != DRAFT:
        raise ClaimNotEditable
    if claim.version != version:
        raise ClaimStale
    return claim


def _findings(claim: Claim) -> tuple[Finding, ...]:
    return scrubbing.check(facts_of(claim), parameters_of(claim))
