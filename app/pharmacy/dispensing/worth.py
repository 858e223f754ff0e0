"""What the insured lines of a supply are worth, and what of it nobody has paid yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.claims.values import EXEMPT
from app.kernel.clock import muscat_day
from app.kernel.money import total
from app.pharmacy.dispensing.billing import Billed
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.prescriptions.queries import medicines_by_code


@dataclass(frozen=True, kw_only=True)
class Worth:
    """In OMR with tax: each insured line, their sum, and what the patient owes after what was taken (below zero: too much was); all of it while no insurer pays."""

    lines: Mapping[UUID, Decimal]
    insured: Decimal
    left: Decimal


def worth_of(dispenses: Collection[Dispense]) -> dict[UUID, Worth]:
    """Dispense -> what its insured lines are worth; the services are read at once."""
    taxed = taxes({line.local_code for one in dispenses for line in one.lines})
    return {one.id: _worth(one, taxed) for one in dispenses}


def taxes(local_codes: Collection[str]) -> dict[str, str]:
    """Local code -> its category of value-added tax."""
    return {code: one.vat_category for code, one in medicines_by_code(local_codes).items()}


def _worth(one: Dispense, taxed: Mapping[str, str]) -> Worth:
    lines = {line.id: billed(one, line, taxed).net for line in one.lines if not line.cash}
    insured = total(lines.values())
    owed = one.due if one.settled_as else one.cash + insured
    return Worth(lines=lines, insured=insured, left=owed - one.taken)


def billed(one: Dispense, line: DispenseLine, taxed: Mapping[str, str]) -> Billed:
    """A line that was handed out, as it is billed."""
    return Billed(
        sequence=line.sequence,
        service_id=line.service_id,
        local_code=line.local_code,
        on=muscat_day(one.supplied_at or one.created_at),
        units=line.quantity,
        unit_price=line.unit_price,
        vat_category=taxed.get(line.local_code, EXEMPT),
        is_insured=not line.cash,
        days=line.days_supply,
    )
