"""The verbs of a claim: start, save, check, send, withdraw, reopen, discard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.audit.trail import Event, record
from app.claims import approving, drafting, listening
from app.claims.answers import apply_answer, apply_cancel_answer, note_delivery
from app.claims.checking import findings_of
from app.claims.errors import (
    ClaimBlocked,
    ClaimHeld,
    ClaimNotEditable,
    ClaimStale,
    ClaimUnfinished,
    ClaimWarned,
)
from app.claims.history import move
from app.claims.models import Claim, Submission
from app.claims.rulebook import holds
from app.claims.sending import submission
from app.claims.states import CLAIM, DRAFT
from app.claims.values import BLOCK, COMPLAINT, PROFESSIONAL, WARN, ClaimDraft, Finding
from app.exchange import outbox
from app.exchange.messages import CLAIMS
from app.kernel.clock import now
from app.kernel.db import db
from app.patients.models import Patient
from app.reference.queries import payer
from app.tenants.queries import branch_to_work_in
from app.tenants.scope import actor_id, current_tenant_id, find
from app.tenants.service import next_number
from app.worklist import service as worklist

__all__ = [
    "NewClaim", "apply_answer", "apply_cancel_answer", "check", "discard", "free", "keep_typed",

    "note_delivery", "reopen", "save_draft", "start_draft", "submit", "withdraw",
]  # fmt: skip


LEASED = "claim"


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
    kind: str = PROFESSIONAL


def start_draft(new: NewClaim) -> Claim:
    """A new draft under the next number of its year."""
    find(Patient, new.patient_id)
    payer(new.payer_id)
    branch_to_work_in(new.facility_id)
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
        kind=new.kind,
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


def save_draft(
    claim_id: UUID, draft: ClaimDraft, version: int, page: UUID | None = None, *, leaving: bool = False
) -> Claim:  # fmt: skip
    """Write what was typed; `page` is the open entry page, which its own autosave never outdates.

    A page that is left with this saving keeps nothing more: its autosave may still be on the way.
    Raises ClaimNotEditable, ClaimStale, TakenByOther, NotFound.
    """
    claim = _open_to_change(claim_id, version, page)
    drafting.write(claim, draft)
    _saved(claim, None if leaving else page)
    approving.note_emergency(claim)
    return claim


def keep_typed(
    claim_id: UUID, typed: list[tuple[str, str]], version: int, page: UUID | None = None, *,
    leaving: bool = False,
) -> Claim:  # fmt: skip
    """Keep an entry page as typed while a part of it cannot be read yet; page and leaving as for `save_draft`.

    Raises ClaimNotEditable, ClaimStale, TakenByOther, NotFound.
    """
    claim = _open_to_change(claim_id, version, page)
    claim.typed = typed
    return _saved(claim, None if leaving else page)


def _saved(claim: Claim, page: UUID | None) -> Claim:
    claim.saved_at, claim.saved_by, claim.saved_from = now(), actor_id(), page
    flag_modified(claim, "saved_at")  # A new version even when only its lines changed.
    db.session.flush()
    worklist.prolong(LEASED, claim.id)
    return claim


def check(claim_id: UUID) -> tuple[Finding, ...]:
    """All findings at once; writes nothing. Raises NotFound."""
    return _findings(find(Claim, claim_id))


def submit(claim_id: UUID, version: int, *, over_warnings: bool = True) -> Claim:
    """Queue the claim for its payer, journaled with this transaction.

    Raises ClaimUnfinished, ClaimBlocked and ClaimHeld with the findings, ClaimWarned where warnings were to
    stop it, ApprovalNotUsable, NoUnitsLeft, ClaimNotEditable, ClaimStale, NotFound.
    """
    claim = _editable(claim_id, version)
    listening.ask_leave(claim)
    warnings = _refuse_unsound(claim, over_warnings=over_warnings)
    approving.take_units(claim)
    holds.let_lapse(claim)
    claim.attempts += 1
    claim.submitted_at = now()
    claim.problem_code = claim.problem_text = None
    identifier = f"{claim.number}-{claim.attempts}"
    move(claim, "submitted", attempt=claim.attempts, **({"over": warnings} if warnings else {}))
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
    worklist.let_go(LEASED, claim.id)
    return claim


def withdraw(claim_id: UUID) -> Claim:
    """Take a claim back that certainly has not left; raises NotPossible, TakenByOther, NotFound."""
    claim = free(claim_id)
    CLAIM.next(claim.status, "withdrawn")
    outbox.withdraw(last_submission(claim).message_id)
    claim.withdrawals += 1
    if claim.status != DRAFT:
        move(claim, "withdrawn")
    db.session.flush()
    return claim


def reopen(claim_id: UUID) -> Claim:
    """Open a rejected claim again, to be put right and sent under a new identifier."""
    claim = free(claim_id)
    move(claim, "reopened")
    if actor_id() is not None:
        worklist.take(LEASED, claim.id)
    db.session.flush()
    return claim


def discard(claim_id: UUID) -> Claim:
    """Put a draft away; of whatever was sent of it nothing stands, for it came back or was called back in time.

    Raises NotPossible, TakenByOther, NotFound.
    """
    claim = free(claim_id)
    holds.let_lapse(claim)
    move(claim, "discarded")
    db.session.flush()
    return claim


def last_submission(claim: Claim) -> Submission:
    """The newest sending of a claim; raises NoResultFound when it was never sent."""
    query = select(Submission).where(
        Submission.claim_id == claim.id, Submission.attempt == claim.attempts
    )
    return db.session.scalars(query).one()


def free(claim_id: UUID) -> Claim:
    """The claim, locked, while nobody else works on it; raises TakenByOther, NotFound."""
    claim = find(Claim, claim_id, for_update=True)
    worklist.refuse_if_taken(LEASED, claim.id)
    return claim


def _open_to_change(claim_id: UUID, version: int, page: UUID | None) -> Claim:
    """The draft, unless it is a complaint: that says again what the payer judged, word for word."""
    claim = _editable(claim_id, version, page)
    if claim.related_kind == COMPLAINT:
        raise ClaimNotEditable
    return claim


def _editable(claim_id: UUID, version: int, page: UUID | None = None) -> Claim:
    """The draft, locked: of two savings at one moment the second sees the first."""
    claim = free(claim_id)
    if claim.status != DRAFT:
        raise ClaimNotEditable
    if claim.version != version and (page is None or claim.saved_from != page):
        raise ClaimStale
    return claim


def _refuse_unsound(claim: Claim, *, over_warnings: bool) -> list[str]:
    """Refuse what may not leave; returns the codes of the warnings it leaves with."""
    if claim.is_half_typed:
        raise ClaimUnfinished
    found = _findings(claim)
    blocking = tuple(finding for finding in found if finding.severity == BLOCK)
    if blocking:
        raise ClaimBlocked(findings=blocking)
    if held := holds.holding(found):
        raise ClaimHeld(findings=held)
    warnings = [finding.code for finding in found if finding.severity == WARN]
    if warnings and not over_warnings:
        raise ClaimWarned
    return warnings


def _findings(claim: Claim) -> tuple[Finding, ...]:
    return findings_of([claim])[claim.id]
