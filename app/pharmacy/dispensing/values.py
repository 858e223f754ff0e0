"""What the counter hands over to be supplied, and what was decided of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from app.kernel.money import ZERO
from app.kernel.words import N_
from app.pharmacy.stock.rules import Pick

SUBSTITUTION_REASONS = {
    "out_of_stock": N_("Prescribed brand is out of stock"),
    "not_covered": N_("Insurer covers this brand only"),
    "cheaper": N_("Cheaper for the patient"),
    "patient_wish": N_("Patient asked for it"),
    "prescriber_agreed": N_("Prescriber agreed by telephone"),
}
REVERSAL_REASONS = {
    "not_collected": N_("The patient did not collect it"),
    "wrong_item": N_("A wrong item was handed out"),
    "patient_refused": N_("The patient does not want it"),
    "entered_by_mistake": N_("Entered by mistake"),
}

# How a provisional supply ended.
CLAIMED, COLLECTED, WRITTEN_OFF = "claimed", "patient", "written_off"
SETTLED_AS = {
    CLAIMED: N_("Claimed"),
    COLLECTED: N_("The patient paid it"),
    WRITTEN_OFF: N_("The pharmacy bore it"),
}
# Why one is not claimed by itself.
NEEDS_APPROVAL, NOT_PAID, IN_CASH = "approval", "not_paid", "cash"
WAITS_FOR = {
    NEEDS_APPROVAL: N_("Approval needed"),
    NOT_PAID: N_("The insurer pays none of it"),
    IN_CASH: N_("All of it is paid in cash"),
}


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A box in the hand that can be told from all others: its GTIN and serial, its batch, and the units it adds."""

    gtin: str
    serial: str
    batch_id: UUID
    units: Decimal


@dataclass(frozen=True, kw_only=True)
class SupplyLine:
    """What becomes of one line now, in units; `service_id` where another brand is given.

    `days`: for how many days it lasts, where a person says it; else the dose does. `boxes` that were
    scanned, by batch, and `packs` those of them that bear a serial.
    """

    line_id: UUID
    quantity: Decimal = ZERO
    owe: Decimal = ZERO
    give_up: Decimal = ZERO
    service_id: UUID | None = None
    substitution_reason: str = ""
    unit_price: Decimal | None = None
    days: int | None = None
    cash: bool = False
    boxes: tuple[Pick, ...] = ()
    packs: tuple[Pack, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pass:
    """Why the pharmacist goes on in spite of an alert, by the alert's fingerprint."""

    reason: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplyDraft:
    """A whole supply as the form hands it over. `deposit` in OMR, for a provisional one."""

    facility_id: UUID
    lines: tuple[SupplyLine, ...]
    passes: Mapping[str, Pass] = field(default_factory=dict)
    practitioner_id: UUID | None = None
    provisional: bool = False
    consent: bool = False
    deposit: Decimal = ZERO

    @property
    def chosen(self) -> dict[UUID, UUID]:
        """Line -> the service that is handed out for it, where one was chosen."""
        return {one.line_id: one.service_id for one in self.lines if one.service_id is not None}
