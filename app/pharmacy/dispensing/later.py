"""What an insurer's answer makes of a supply that went out while nobody could be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.clock import muscat_day
from app.pharmacy.dispensing.billing import Billed, approval_for
from app.pharmacy.dispensing.cover import Cover, cover_on, terms_on
from app.pharmacy.dispensing.errors import (
    ApprovalNeeded,
    ApprovalOver,
    NotCovered,
    OverApproved,
)
from app.pharmacy.dispensing.models import Dispense
from app.pharmacy.dispensing.worth import billed, taxes


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Each insured line as it is billed, by its id: paid by the insurer, paid once approved, or not paid."""

    cover: Cover
    paid: Mapping[UUID, Billed]
    waiting: Mapping[UUID, Billed]
    refused: Mapping[UUID, Billed]
    approval_id: UUID | None


def answered(dispense: Dispense) -> Answered:
    """The rule of the counter, applied to the day of the supply."""
    on = day_of(dispense)
    cover = cover_on(dispense.patient_id, on)
    insured = [line for line in dispense.lines if not line.cash]
    services = {line.service_id: line.local_code for line in insured}
    terms = terms_on(cover, dispense.patient_id, services, on, apart_from=dispense.id)
    taxed = taxes(set(services.values()))
    paid, waiting, refused, approvals = {}, {}, {}, {}
    for line in insured:
        one = billed(dispense, line, taxed)
        try:
            approvals[line.id] = approval_for(terms, one)
            paid[line.id] = one
        except NotCovered:
            refused[line.id] = one
        except (ApprovalNeeded, ApprovalOver, OverApproved):
            waiting[line.id] = one
    named = {one for one in approvals.values() if one is not None}
    if len(named) > 1:  # A claim names one approval: all of them are asked for together.
        waiting |= {line_id: paid.pop(line_id) for line_id, one in approvals.items() if one}
    return Answered(
        cover=cover, paid=paid, waiting=waiting, refused=refused,
        approval_id=next(iter(named), None) if len(named) == 1 else None,
    )  # fmt: skip


def day_of(dispense: Dispense) -> date:
    """The day in Muscat on which it was handed out."""
    return muscat_day(dispense.supplied_at or dispense.created_at)
