"""Plain values of approvals: what a form hands over, what a claim is told, what needs a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.kernel.money import ZERO
from app.kernel.words import N_

PROFESSIONAL, INSTITUTIONAL, ORAL, VISION, PHARMACY = "professional", "institutional", "oral", "vision", "pharmacy"  # fmt: skip
KINDS = (PROFESSIONAL, INSTITUTIONAL, ORAL, VISION, PHARMACY)
# The category of care whose co-payment counts for everything of the kind; elsewhere the plan speaks for all.
CATEGORY_OF_KIND = {PHARMACY: "medication"}
STAT, NORMAL, DEFERRED = "stat", "normal", "deferred"
PRIORITIES = (STAT, NORMAL, DEFERRED)

NO, YES, ABOVE = "no", "yes", "above"
LEVELS = (NO, YES, ABOVE)
EVERYTHING, CATEGORY, SERVICE, CODE = "everything", "category", "service", "code"
SCOPES = (EVERYTHING, CATEGORY, SERVICE, CODE)

ICD = "http://hl7.org/fhir/sid/icd-10-cm"

# What a payer may want to see; a file of a request is of one of these kinds.
DOCUMENTS = {
    "report": N_("Medical report"),
    "lab_result": N_("Laboratory result"),
    "x_ray": N_("X-ray or scan"),
    "prescription": N_("Prescription"),
    "referral": N_("Referral"),
    "invoice": N_("Invoice"),
    "consent": N_("Consent"),
}


@dataclass(frozen=True, kw_only=True)
class DiagnosisAsked:
    """A diagnosis as typed; the first one is principal."""

    sequence: int
    code: str


@dataclass(frozen=True, kw_only=True)
class LineAsked:
    """A service or drug as typed; `site` is a tooth or an eye, `days_supply` is of a drug."""

    sequence: int
    local_code: str
    units: Decimal
    site: str = ""
    days_supply: int | None = None


@dataclass(frozen=True, kw_only=True)
class RequestDraft:
    """A whole request as the form hands it over; ids were chosen from this tenant's own lists."""

    kind: str
    priority: str
    policy_id: UUID
    practitioner_id: UUID | None
    facility_id: UUID
    service_from: date
    service_to: date
    justification: str = ""
    prescription: str = ""
    emergency: bool = False
    sentences: tuple[UUID, ...] = ()
    diagnoses: tuple[DiagnosisAsked, ...] = ()
    lines: tuple[LineAsked, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Need:
    """Whether a service needs approval: no, yes, or above a threshold in OMR. `reason` is a msgid.

    `source` says who wants it: rule, price_list, answer or nobody.
    """

    level: str
    reason: str
    source: str = "nobody"
    threshold: Decimal | None = None
    documents: tuple[str, ...] = ()
    note: str = ""

    def applies(self, amount: Decimal) -> bool:
        """Must approval be asked for this amount?"""
        above = self.threshold is not None and amount > self.threshold
        return self.level == YES or (self.level == ABOVE and above)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How a payer's time to answer stands; `late` counts minutes over. Tones: green, amber, red."""

    minutes_left: int
    late: int
    tone: str


@dataclass(frozen=True, kw_only=True)
class Odds:
    """What this payer made of such requests: median minutes, share granted in percent, how many."""

    minutes: int
    percent: int
    count: int


@dataclass(frozen=True, kw_only=True)
class LineFactsOfApproval:
    """One line for the checker: codes, units granted and left (None while undecided), amount granted.

    `uses` are the claims that hold units, and how many.
    """

    line_id: UUID
    local_code: str
    code: str
    code_system: str
    units: Decimal | None
    units_left: Decimal | None
    approved: Decimal | None = None
    uses: Mapping[UUID, Decimal] = with_default(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ApprovalFacts:
    """What the checker may know of one approval of this patient with this payer.

    `status` is of the day asked about: what is over by then reads expired. `used_by` are the
    claims that hold units of it; `question_open` means the payer waits for a word of ours.
    """

    id: UUID
    number: str
    reference: str
    status: str
    valid_from: date | None
    valid_to: date | None
    lines: tuple[LineFactsOfApproval, ...] = ()
    question_open: bool = False
    used_by: tuple[UUID, ...] = ()
    practitioner_id: UUID | None = None
    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NeedsPerson:
    """An approval, or an emergency without one, that waits for a person; `cause` names why.

    `days_left` counts Muscat days, `minutes_left` where an answer is awaited within minutes.
    """

    id: UUID
    kind: str
    cause: str
    number: str
    at_stake: Decimal = ZERO
    days_left: int | None = None
    minutes_left: int | None = None
    claim_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Unused:
    """An approval that no claim has used, what it is worth in OMR, and the Muscat day of the answer."""

    id: UUID
    number: str
    patient_id: UUID
    payer_id: UUID
    worth: Decimal
    day: date


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit treated as an emergency: whose claim it is, and for whom."""

    claim_id: UUID
    claim_number: str
    patient_id: UUID
    payer_id: UUID
    policy_id: UUID | None
    practitioner_id: UUID | None
    service_date: date
