"""What was agreed with several payers about several services, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from app.contracts.models import Contract, Price, PriceList, Service
from app.kernel.db import db, kept

Agreement = tuple[Contract, PriceList | None]


# Made once: every check of claims asks.
_AGREEMENTS = (
    select(Contract, PriceList)
    .outerjoin(
        PriceList,
        and_(PriceList.tenant_id == Contract.tenant_id, PriceList.contract_id == Contract.id),
    )
    .where(Contract.payer_id.in_(bindparam("payer_ids")))
)
_PRICES = (
    select(
        Price.price_list_id, Service.id, Service.local_code, Service.category,
        Price.unit_price, Price.approval_required, Price.max_per_day,
    )
    .join(Service, and_(Service.tenant_id == Price.tenant_id, Service.id == Price.service_id))
    .where(
        Price.price_list_id.in_(bindparam("list_ids")),
        Service.active,
        Service.local_code.in_(bindparam("local_codes")),
    )
)  # fmt: skip


@dataclass(frozen=True)
class AgreedPrice:
    """A price in OMR, and what goes with it."""

    service_id: UUID
    local_code: str
    category: str
    unit_price: Decimal
    approval_required: bool
    max_per_day: int | None


class Terms:
    """Contracts and prices by payer and day; of several that hold, what began last."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        prices: dict[UUID, dict[str, AgreedPrice]],
    ) -> None:
        self._agreements: dict[UUID, list[Agreement]] = defaultdict(list)
        for agreement in agreements:
            self._agreements[agreement[0].payer_id].append(agreement)
        self._prices = prices

    def contract(self, payer_id: UUID, on: date) -> Contract | None:
        """The contract that holds on a day."""
        held = [contract for contract, _ in self._agreements[payer_id] if _holds(contract, on)]
        return max(held, key=lambda one: one.valid_from, default=None)

    def prices(self, payer_id: UUID, on: date) -> dict[str, AgreedPrice]:
        """Local code -> price of the list that holds on a day; empty without one."""
        held = [
            (contract.valid_from, prices.valid_from, prices.id)
            for contract, prices in self._agreements[payer_id]
            if prices and _holds(contract, on) and _holds(prices, on)
        ]
        return self._prices.get(max(held)[2], {}) if held else {}


def terms_of(payer_ids: Collection[UUID], local_codes: Collection[str]) -> Terms:
    """What was agreed with these payers about these services, whenever it held."""
    found = db.session.execute(_AGREEMENTS, {"payer_ids": list(payer_ids)})
    agreements = [(kept(contract), prices) for contract, prices in found]
    list_ids = {prices.id for _, prices in agreements if prices}
    return Terms(agreements, _prices(list_ids, local_codes))


def _prices(
    list_ids: Collection[UUID], local_codes: Collection[str]
) -> dict[UUID, dict[str, AgreedPrice]]:
    found: dict[UUID, dict[str, AgreedPrice]] = defaultdict(dict)
    if not list_ids or not local_codes:
        return found
    asked = {"list_ids": list(list_ids), "local_codes": list(local_codes)}
    for row in db.session.execute(_PRICES, asked):
        price = AgreedPrice(*row[1:])
        found[row.price_list_id][price.local_code] = price
    return found


def _holds(row: Contract | PriceList, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
