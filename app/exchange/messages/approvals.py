"""What a payer is asked to agree to before it is done, and its judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.exchange.messages.claims import ClaimDiagnosisSaid, ClaimSubmissionLine
from app.exchange.messages.parties import (
    Attachment,
    Cover,
    Party,
    PatientIdentity,
    PractitionerIdentity,
    Refusal,
)

PROFESSIONAL, INSTITUTIONAL, ORAL = "professional", "institutional", "oral"
VISION, PHARMACY = "vision", "pharmacy"
APPROVAL_KINDS = (PROFESSIONAL, INSTITUTIONAL, ORAL, VISION, PHARMACY)


@dataclass(frozen=True, kw_only=True)
class ApprovalRequest:
    """May this be done, and will you pay? `identifier` is our own number, used once.

    `kind` is one of APPROVAL_KINDS, `priority` stat, normal or deferred. `extends` is the payer's own
    reference of the approval that is to be extended, else empty; all services are restated.
    """

    identifier: str
    kind: str
    provider: Party
    payer: Party
    patient: PatientIdentity
    cover: Cover
    service_from: date
    service_to: date
    created: date
    diagnoses: tuple[ClaimDiagnosisSaid, ...]
    lines: tuple[ClaimSubmissionLine, ...]
    total: Decimal
    practitioner: PractitionerIdentity | None = None
    facility: Party | None = None
    priority: str = "normal"
    supporting: tuple[Attachment, ...] = ()
    comment: str = ""
    extends: str = ""
    eligibility_reference: str = ""
    prescription_reference: str = ""

    @property
    def sub_kind(self) -> str:
        """In-patient for institutional care, out-patient for all other."""
        return "ip" if self.kind == INSTITUTIONAL else "op"


@dataclass(frozen=True, kw_only=True)
class ApprovalAnswerLine:
    """The judgement of one service; `outcome` is approved, partial, denied, pended or empty."""

    sequence: int
    outcome: str = ""
    approved: Decimal | None = None
    approved_quantity: Decimal | None = None
    reasons: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApprovalAnswer:
    """The payer's answer to an approval request.

    `outcome` is `queued` (taken, being judged), `rejected` (never entered the payer's system: see
    refusals) or `judged`; then `judgement` is approved, partial or denied. `reference` is the number a
    claim must carry, valid on both days and between; an approved or partial answer always has one.
    """

    outcome: str
    judgement: str = ""
    reference: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    disposition: str = ""
    approved: Decimal | None = None
    lines: tuple[ApprovalAnswerLine, ...] = ()
    notes: tuple[str, ...] = ()
    reissued_because: str = ""
    refusals: tuple[Refusal, ...] = ()

    @property
    def final(self) -> bool:
        """False while the payer only took the request."""
        return self.outcome != "queued"
