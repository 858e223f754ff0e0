"""Plain values of a claim: what a form hands over, what the checker reads, what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from app.approvals.values import PHARMACY as PHARMACY  # noqa: PLC0414 - the kinds a claim can have
from app.approvals.values import PROFESSIONAL as PROFESSIONAL  # noqa: PLC0414
from app.claims.surroundings import (
    NO,
    ApprovalFacts,
    AttachmentFacts,
    CarriageFacts,
    DispenseFacts,
    RelatedFacts,
    SiblingFacts,
    StayFacts,
    SupplyFacts,
    VisitFacts,
)
from app.kernel.money import ZERO

# A block must be put right; a hold waits until somebody who may releases it. Neither leaves by itself.
BLOCK, HOLD, WARN, INFO = "block", "hold", "warn", "info"
SEVERITIES, STOPPING = (BLOCK, HOLD, WARN, INFO), (BLOCK, HOLD)

EXEMPT, ZERO_RATED, STANDARD, OUT_OF_SCOPE = "exempt", "zero", "standard", "out_of_scope"
VAT_CATEGORIES = (EXEMPT, ZERO_RATED, STANDARD, OUT_OF_SCOPE)

CORRECTION, COMPLAINT = "correction", "complaint"

PRINCIPAL, SECONDARY = "principal", "secondary"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
ONE = Decimal(1)

# Names of rule parameters to values, as read from the dated rows of a payer and tenant.
Parameters = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class DiagnosisDraft:
    """A diagnosis as typed; `kind` is principal or secondary."""

    sequence: int
    code: str
    kind: str = SECONDARY
    system: str = ICD


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """A service or drug as typed. Without `unit_price` or `patient_share` the list and the plan say."""

    sequence: int
    local_code: str
    service_date: date
    quantity: Decimal
    unit_price: Decimal | None = None
    service_id: UUID | None = None
    factor: Decimal = ONE
    vat_category: str = EXEMPT
    patient_share: Decimal | None = None
    pointers: tuple[int, ...] = ()
    site: str = ""
    days_supply: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimDraft:
    """A whole claim as the form hands it over; ids were chosen from this tenant's own lists."""

    patient_id: UUID
    policy_id: UUID | None
    practitioner_id: UUID | None
    facility_id: UUID
    service_date: date
    eligibility_check_id: UUID | None = None
    referral_number: str = ""
    prescription_reference: str = ""
    offline_reference: str = ""
    offline_on: date | None = None
    approval_id: UUID | None = None
    emergency: bool = False
    related_claim_id: UUID | None = None
    related_kind: str = ""
    patient_paid: Decimal | None = None
    diagnoses: tuple[DiagnosisDraft, ...] = ()
    lines: tuple[LineDraft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IdentityFacts:
    """One identity document: `kind` is NI, PRC, PPN, VP, MR, or GCC for a card of another Gulf state."""

    kind: str
    number: str


@dataclass(frozen=True, kw_only=True)
class PatientFacts:
    """Who was treated; `sex` is male, female or empty, `allergies` are names of ingredients."""

    name_ar: str = ""
    name_en: str = ""
    identities: tuple[IdentityFacts, ...] = ()
    birth_date: date | None = None
    sex: str = ""
    deceased_on: date | None = None
    is_newborn: bool = False
    mother_covered: bool | None = None
    allergies: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """One policy of the patient; `order` 1 pays first, `billed` marks the one this claim is for."""

    payer: str
    member_number: str
    valid_from: date
    valid_to: date | None = None
    order: int = 1
    billed: bool = False
    plan: str = ""
    sex: str = ""
    network: str = ""
    waiting_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CoverageFacts:
    """All policies of the patient."""

    policies: tuple[PolicyFacts, ...] = ()

    @property
    def billed(self) -> PolicyFacts | None:
        """The policy this claim is for."""
        return next((policy for policy in self.policies if policy.billed), None)


@dataclass(frozen=True, kw_only=True)
class EligibilityFacts:
    """The newest answer of the exchange; `verdict` is covered, not_covered or undetermined."""

    verdict: str
    checked_at: datetime
    service_date: date
    member_number: str = ""
    copay_percent: Decimal | None = None
    copay_max: Decimal | None = None
    annual_limit: Decimal | None = None
    used: Decimal = ZERO
    category_left: Mapping[str, Decimal] = with_default(default_factory=dict)
    in_network: bool | None = None
    authorization_required: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProviderFacts:
    """Licences, contract and lists, as known here; None means that no such list or date is held."""

    facility_licence: str = ""
    facility_licence_from: date | None = None
    facility_licence_to: date | None = None
    practitioner_licence: str = ""
    practitioner_licence_from: date | None = None
    practitioner_licence_to: date | None = None
    in_payer_list: bool | None = None
    specialty: str = ""
    has_contract: bool = True
    contract_from: date | None = None
    contract_to: date | None = None
    branch_whitelisted: bool = True


@dataclass(frozen=True, kw_only=True)
class DiagnosisFacts:
    """A diagnosis with what the code list says of it; ages in whole years, inclusive."""

    sequence: int
    code: str
    kind: str = SECONDARY
    system: str = ICD
    known: bool = True
    billable: bool = True
    unspecified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    min_age: int | None = None
    max_age: int | None = None
    sex: str = ""


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """A line with what code list and price list say of it; amounts in rials.

    `approval` is no, yes or above, the last with the amount of the line above which it is needed.
    """

    sequence: int
    code: str
    service_date: date
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    code_system: str = ""
    local_code: str = ""
    mapped: bool = True
    known: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    factor: Decimal = ONE
    tax: Decimal = ZERO
    vat_category: str = EXEMPT
    patient_share: Decimal = ZERO
    pointers: tuple[int, ...] = ()
    category: str = ""
    site: str = ""
    in_contract: bool | None = None
    contract_price: Decimal | None = None
    daily_max: Decimal | None = None
    is_consultation: bool = False
    approval: str = NO
    approval_above: Decimal | None = None
    dispense: DispenseFacts | None = None

    @property
    def shown_code(self) -> str:
        """The exchange's code, or the own one while none is mapped."""
        return self.code or self.local_code

    @property
    def payer_share(self) -> Decimal:
        """What the payer is asked for."""
        return self.net - self.patient_share


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """Everything the checker may know; `moment` is aware, `today` is its day in Muscat.

    `siblings` are lines of other living claims: not drafts, not rejected, not cancelled.
    `approvals` are all of this patient with this payer, newest first; `approval_numbers` its own.
    """

    moment: datetime
    today: date
    service_date: date
    patient: PatientFacts
    coverage: CoverageFacts
    eligibility: EligibilityFacts | None
    provider: ProviderFacts
    diagnoses: tuple[DiagnosisFacts, ...]
    lines: tuple[LineFacts, ...]
    total: Decimal
    kind: str = PROFESSIONAL
    patient_share_collected: Decimal | None = None
    referral_number: str = ""
    offline_reference: str = ""
    offline_on: date | None = None
    related: RelatedFacts | None = None
    siblings: tuple[SiblingFacts, ...] = ()
    visits: tuple[VisitFacts, ...] = ()
    stays: tuple[StayFacts, ...] = ()
    supplies: tuple[SupplyFacts, ...] = ()
    attachments: tuple[AttachmentFacts, ...] = ()
    carriage: CarriageFacts | None = None
    approvals: tuple[ApprovalFacts, ...] = ()
    approval_numbers: tuple[str, ...] = ()

    @property
    def payer_total(self) -> Decimal:
        """What the payer is asked for, all lines together."""
        return sum((line.payer_share for line in self.lines), ZERO)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing found before sending. `sentence` and `fix` are msgids; params fill the sentence.

    `field` is a path such as `lines-0-quantity`. A counted sentence has `plural` and `count`:
    then `ngettext(sentence, plural, count, **params)` reads it. Params are raw, to be isolated.
    """

    code: str
    severity: str
    field: str
    sentence: str
    fix: str
    at_stake: Decimal  # in rials
    params: Mapping[str, object] = with_default(default_factory=dict)
    plural: str = ""
    count: int = 0
