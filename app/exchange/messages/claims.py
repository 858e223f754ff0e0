"""What is asked of a payer for a visit, and its judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.exchange.messages.kinds import CLAIM
from app.exchange.messages.parties import (
    Attachment,
    Coding,
    Cover,
    Party,
    PatientIdentity,
    PractitionerIdentity,
    Refusal,
)


@dataclass(frozen=True, kw_only=True)
class ClaimDiagnosisSaid:
    """A diagnosis as sent; `kind` is principal or secondary."""

    sequence: int
    coding: Coding
    kind: str = "secondary"


@dataclass(frozen=True, kw_only=True)
class ClaimSubmissionLine:
    """One service: net = quantity x unit price x factor + tax, and net = patient share + payer share.

    `days_supply`: for how many days a dispensed medicine lasts.
    """

    sequence: int
    coding: Coding
    service_date: date
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    patient_share: Decimal
    payer_share: Decimal
    factor: Decimal = Decimal(1)
    tax: Decimal = Decimal("0.000")
    diagnoses: tuple[int, ...] = ()
    site: str = ""
    days_supply: int | None = None


@dataclass(frozen=True, kw_only=True)
class RelatedClaim:
    """The earlier claim this one follows, by our number and, where known, the payer's.

    `relationship`: prior (a correction, the whole claim anew), appealing (a complaint: only disputed
    lines, under their old sequences, with a comment) or associated (another claim of the same care).
    """

    identifier: str
    relationship: str = "prior"
    payer_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class ServicesAsked:
    """The services a payer is asked about, before they are given or after. `identifier` is used once.

    `total` is the sum of the nets. `comment` and the files of `supporting` speak to the payer. An `emergency` was,
    or must be, treated before anybody could be asked.
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
    emergency: bool = False
    eligibility_reference: str = ""
    prescription_reference: str = ""
    supporting: tuple[Attachment, ...] = ()
    comment: str = ""

    @property
    def sub_kind(self) -> str:
        """In-patient for institutional care, emergency or out-patient for all other."""
        if self.kind == "institutional":
            return "ip"
        # Only a clinic's visit has a type of its own for emergencies.
        return "emr" if self.emergency and self.kind == "professional" else "op"


@dataclass(frozen=True, kw_only=True)
class ClaimSubmission(ServicesAsked):
    """A whole claim, or the disputed lines of one. `identifier` is unique per sending by a person."""

    related: RelatedClaim | None = None
    approvals: tuple[str, ...] = ()
    referral_number: str = ""
    offline_reference: str = ""
    offline_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """The judgement of one service; `outcome` is approved, partial, denied, pended or empty."""

    sequence: int
    outcome: str = ""
    approved: Decimal | None = None
    approved_quantity: Decimal | None = None
    reasons: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimAnswerLine(AnswerLine):
    """The judgement of one line of a claim, with what is left to the patient and its tax."""

    patient_share: Decimal | None = None
    tax: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class JudgedAnswer:
    """A payer's answer about services.

    `outcome` is `queued` (taken, being judged), `rejected` (never entered the payer's system: see
    refusals) or `judged`; then `judgement` is approved, partial or denied.
    """

    outcome: str
    judgement: str = ""
    reference: str = ""
    disposition: str = ""
    approved: Decimal | None = None
    notes: tuple[str, ...] = ()
    reissued_because: str = ""
    refusals: tuple[Refusal, ...] = ()

    @property
    def final(self) -> bool:
        """False while the payer only took what was sent."""
        return self.outcome != "queued"


@dataclass(frozen=True, kw_only=True)
class ClaimAnswer(JudgedAnswer):
    """The payer's answer to a claim.

    `totals` holds the payer's sums by category (submitted, eligible, copay, benefit, tax); `approved`
    is its benefit.
    """

    approval_reference: str = ""
    lines: tuple[ClaimAnswerLine, ...] = ()
    totals: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CancelRequest:
    """Take back a claim or an approval request; `claim_identifier` is our number of either.

    `reason`: wrong_information, not_performed or already_submitted. With `nullify` it is struck as
    entered in error, as if it had never been sent; without, a good entry is withdrawn.
    """

    identifier: str
    claim_identifier: str
    provider: Party
    payer: Party
    reason: str = "wrong_information"
    about_kind: str = CLAIM
    nullify: bool = False


@dataclass(frozen=True, kw_only=True)
class CancelAnswer:
    """Whether the payer let go of it."""

    done: bool
    refusals: tuple[Refusal, ...] = ()
    final: bool = True
