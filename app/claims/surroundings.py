"""What surrounds a claim: other claims, earlier visits, stays, papers, approvals, what was dispensed. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.kernel.money import ZERO

# How an approval is needed: never, always, or above an amount of rials.
NO, YES, ABOVE = "no", "yes", "above"


@dataclass(frozen=True, kw_only=True)
class SiblingFacts:
    """A line of another living claim for the same patient and payer."""

    claim_number: str
    code: str
    service_date: date
    quantity: Decimal
    practitioner_licence: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """An earlier consultation of the same patient at this facility."""

    day: date
    specialty: str = ""
    claim_number: str = ""


@dataclass(frozen=True, kw_only=True)
class StayFacts:
    """An in-patient stay, both days inclusive; `last` is None while it goes on."""

    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class AttachmentFacts:
    """A file to travel with the claim; size in bytes."""

    kind: str
    media_type: str
    size: int
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class CarriageFacts:
    """What the exchange takes of one claim: bytes of a file, files, bytes of the whole message."""

    file_bytes: int
    files: int
    message_bytes: int


@dataclass(frozen=True, kw_only=True)
class RelatedFacts:
    """The claim that this one follows; `kind` is correction or complaint."""

    payer_claim_number: str = ""
    kind: str = ""
    dispute_open: bool = False


@dataclass(frozen=True, kw_only=True)
class ApprovedLineFacts:
    """What an approval says of one code of the exchange, in units; `left` is what no other claim used.

    None of both while the payer has not decided, or where it names no number of units.
    """

    code: str
    approved: Decimal | None = None
    left: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalFacts:
    """A request to this payer for this patient; `status` is one of `approvals.states.APPROVAL`.

    `reference` is the payer's number, empty before it gave one; both days are inclusive.
    """

    reference: str
    status: str
    valid_from: date | None = None
    valid_to: date | None = None
    lines: tuple[ApprovedLineFacts, ...] = ()
    used_in: str = ""
    question_open: bool = False

    def line(self, code: str) -> ApprovedLineFacts | None:
        """What it says of a code; None when it does not hold the code."""
        return next((line for line in self.lines if line.code == code), None)


@dataclass(frozen=True, kw_only=True)
class PrescriptionFacts:
    """The item of a prescription that a line dispenses; quantities in dispensing units.

    `dispensed` is what was handed out on it before; dose x times a day x days is what was meant.
    """

    reference: str
    expires_on: date | None = None
    quantity: Decimal | None = None
    dispensed: Decimal = ZERO
    dose: Decimal | None = None
    times_a_day: Decimal | None = None
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class SupplyFacts:
    """A medicine the patient still has from earlier; `claim_number` where one bills it here."""

    ingredient: str
    dispensed_on: date
    days_supply: int
    claim_number: str = ""


@dataclass(frozen=True, kw_only=True)
class DispenseFacts:
    """What a line of a pharmacy claim hands out; prices and cost in rials for one unit.

    `ingredients` and what they fight with are names of one list; `formulary` is None where the
    payer keeps none. Ages in whole years, inclusive. `parts` are the claims that bill other units
    of the same item of the prescription: they are no duplicates of this line.
    """

    prescription: PrescriptionFacts | None = None
    ingredients: tuple[str, ...] = ()
    interacts_with: frozenset[str] = frozenset()
    only_sex: str = ""
    min_age: int | None = None
    max_age: int | None = None
    days_supply: int | None = None
    batch: str = ""
    batch_expires_on: date | None = None
    batch_recalled: bool = False
    on_formulary: bool | None = None
    substituted_for: str = ""
    substitution_reason: str = ""
    regulated_price: Decimal | None = None
    cost: Decimal | None = None
    parts: frozenset[str] = frozenset()
