"""What a line handed out comes to: who pays what of it, and whether the insurer pays it at all.

One way of computing for the counter's screen, the supply, and what is claimed after an outage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.claims.rules import claim_amounts
from app.claims.values import EXEMPT, LineDraft
from app.kernel.money import ZERO
from app.pharmacy.dispensing.cover import UNASKED, Terms
from app.pharmacy.dispensing.errors import (
    ApprovalNeeded,
    ApprovalOver,
    CoverUnknown,
    NotCovered,
    OverApproved,
)

Copayment = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Billed:
    """Units of a medicine at a price for one unit in OMR; `sequence` is the line as people see it."""

    sequence: int
    service_id: UUID
    local_code: str
    on: date
    units: Decimal
    unit_price: Decimal
    vat_category: str = EXEMPT
    is_insured: bool = True
    days: int | None = None

    @property
    def draft(self) -> LineDraft:
        """The line as a claim bills it."""
        return LineDraft(
            sequence=self.sequence,
            local_code=self.local_code,
            service_date=self.on,
            quantity=self.units,
            unit_price=self.unit_price,
            service_id=self.service_id,
            vat_category=self.vat_category,
            pointers=(1,),
            days_supply=self.days,
        )

    @property
    def net(self) -> Decimal:
        """Price with tax in OMR."""
        return claim_amounts([self.draft]).net


def patient_pays(lines: Sequence[Billed], copayment: Copayment) -> tuple[Decimal, ...]:
    """What the patient pays of each line: the share of what is insured, the whole of the rest."""
    insured = [one.draft for one in lines if one.is_insured]
    shares = iter(claim_amounts(insured, *copayment).lines)
    return tuple(next(shares).patient_share if one.is_insured else one.net for one in lines)


def approval_for(terms: Terms, line: Billed, *, guessing: bool = False) -> UUID | None:
    """The approval under which the insurer pays an insured line; None where it wants none.

    `guessing`: nobody can be asked now. Raises CoverUnknown, NotCovered, ApprovalNeeded, ApprovalOver, OverApproved.
    """
    against = terms.against(line.local_code, line.service_id)
    if against == UNASKED:
        if not guessing:
            raise CoverUnknown
    elif against:
        raise NotCovered(line=line.sequence)
    if not terms.needs_approval(line.local_code, line.net):
        return None
    granted = terms.granted(line.local_code)
    if granted is None:
        raise ApprovalNeeded(line=line.sequence)
    if not granted.holds:
        if granted.approval.valid_to is not None and granted.units:
            raise ApprovalOver(line=line.sequence, ended=granted.approval.valid_to)
        raise ApprovalNeeded(line=line.sequence)
    if line.units > granted.left:
        raise OverApproved(line=line.sequence, left=plain(granted.left), wanted=plain(line.units))
    return granted.approval.id


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What was taken at the counter against what is due, in OMR: of the deposit kept, to be returned, still owed."""

    kept: Decimal
    returned: Decimal
    owed: Decimal


def balance(due: Decimal, taken: Decimal, deposit: Decimal) -> Balance:
    """All that was taken, `deposit` with it, set off against what the patient owes by now; the deposit goes back first."""
    returned = max(taken - due, ZERO)
    return Balance(
        kept=deposit - min(deposit, returned), returned=returned, owed=max(due - taken, ZERO)
    )


def plain(units: Decimal) -> str:
    """Units without idle zeros: 2, 0.5."""
    return f"{units.normalize():f}"
