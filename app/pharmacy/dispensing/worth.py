"""What the insured lines of a supply are worth, and what of it nobody has paid yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.claims.rules import claim_amounts
from app.claims.values import EXEMPT, LineDraft
from app.kernel.clock import muscat_day
from app.pharmacy.dispensing.models import Dispense, DispenseLine
from app.pharmacy.prescriptions.queries import medicines_by_code


@dataclass(frozen=True, kw_only=True)
class Worth:
    """In OMR with tax: each insured line, their sum, and what is left after share and deposit (below zero: too much was taken)."""

    lines: Mapping[UUID, Decimal]
    insured: Decimal
    left: Decimal


def worth_of(dispenses: Collection[Dispense]) -> dict[UUID, Worth]:
    """Dispense -> what its insured lines are worth; the services are read at once."""
    codes = {line.local_code for one in dispenses for line in one.lines}
    taxed = {code: one.vat_category for code, one in medicines_by_code(codes).items()}
    return {one.id: _worth(one, taxed) for one in dispenses}


def _worth(one: Dispense, taxed: Mapping[str, str]) -> Worth:
    insured = [line for line in one.lines if not line.cash]
    amounts = claim_amounts([_as_claimed(one, line, taxed) for line in insured])
    return Worth(
        lines={line.id: row.net for line, row in zip(insured, amounts.lines, strict=True)},
        insured=amounts.net,
        left=amounts.net - one.patient_share - one.deposit,
    )


def _as_claimed(one: Dispense, line: DispenseLine, taxed: Mapping[str, str]) -> LineDraft:
    return LineDraft(
        sequence=line.sequence,
        local_code=line.local_code,
        service_date=muscat_day(one.supplied_at or one.created_at),
        quantity=line.quantity,
        unit_price=line.unit_price,
        vat_category=taxed.get(line.local_code, EXEMPT),
    )
