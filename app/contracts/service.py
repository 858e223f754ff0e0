"""The verbs on contracts and their price lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.contracts.ceilings import highest_prices
from app.contracts.errors import (
    ContractOverlaps,
    EndsBeforeItBegins,
    OutsideContract,
    PriceAboveHighest,
    PriceListBeginsThen,
)
from app.contracts.models import Contract, Price, PriceList, Service
from app.contracts.queries import contract, price_lists, prices_in
from app.contracts.rules import holds, in_force, last_day_before, overlap
from app.kernel.db import db
from app.tenants.scope import find


@dataclass(frozen=True, kw_only=True)
class NewContract:
    """What is agreed with a payer. Days are inclusive; limits in days."""

    payer_id: UUID
    number: str
    valid_from: date
    valid_to: date | None = None
    filing_days: int | None = None
    resubmission_days: int | None = None
    complaint_days: int | None = None
    answer_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class PriceTerms:
    """What is agreed for one service: the price in OMR, and when to ask first."""

    unit_price: Decimal
    approval_required: bool = False
    max_per_day: int | None = None


def open_contract(new: NewContract) -> Contract:
    """Begin a contract; raises EndsBeforeItBegins, ContractOverlaps."""
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise EndsBeforeItBegins
    _refuse_overlap(new.payer_id, new.valid_from, new.valid_to, besides=None)
    opened = Contract(
        payer_id=new.payer_id,
        number=new.number,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        filing_days=new.filing_days,
        resubmission_days=new.resubmission_days,
        complaint_days=new.complaint_days,
        answer_days=new.answer_days,
    )
    db.session.add(opened)
    db.session.flush()
    note(
        "contract.opened", "contract", opened.id,
        payer_id=str(new.payer_id), valid_from=new.valid_from.isoformat(),
    )  # fmt: skip
    return opened


def end_contract(contract_id: UUID, last_day: date) -> None:
    """Let a contract end with a day; raises EndsBeforeItBegins, ContractOverlaps."""
    ended = contract(contract_id)
    if last_day < ended.valid_from:
        raise EndsBeforeItBegins
    _refuse_overlap(ended.payer_id, ended.valid_from, last_day, besides=ended.id)
    ended.valid_to = last_day
    note("contract.ended", "contract", ended.id, valid_to=last_day.isoformat())
    db.session.flush()


def _refuse_overlap(
    payer_id: UUID, begins: date, ends: date | None, *, besides: UUID | None
) -> None:
    others = db.session.scalars(select(Contract).where(Contract.payer_id == payer_id))
    for other in others:
        if other.id != besides and overlap(begins, ends, other.valid_from, other.valid_to):
            raise ContractOverlaps


def add_price_list(
    contract_id: UUID, name: str, valid_from: date, *, copy_prices: bool = False
) -> PriceList:
    """Begin a new list of prices; the one before it ends the day before.

    Raises OutsideContract, PriceListBeginsThen.
    """
    agreed = contract(contract_id)
    if not holds(agreed, valid_from):
        raise OutsideContract
    others = price_lists(contract_id)
    if any(other.valid_from == valid_from for other in others):
        raise PriceListBeginsThen
    later = min((one.valid_from for one in others if one.valid_from > valid_from), default=None)
    before = in_force(others, valid_from)
    added = PriceList(
        contract_id=contract_id,
        name=name,
        valid_from=valid_from,
        valid_to=last_day_before(later) if later else None,
    )
    if before is not None:
        before.valid_to = last_day_before(valid_from)
    db.session.add(added)
    db.session.flush()  # Prices point at it.
    if copy_prices and before is not None:
        _copy_prices(before, added)
    note("price_list.added", "contract", contract_id, valid_from=valid_from.isoformat())
    return added


def _copy_prices(source: PriceList, target: PriceList) -> None:
    for service_id, old in prices_in(source.id).items():
        db.session.add(
            Price(
                price_list_id=target.id,
                service_id=service_id,
                unit_price=old.unit_price,
                approval_required=old.approval_required,
                max_per_day=old.max_per_day,
            )
        )
    db.session.flush()


def set_price(price_list_id: UUID, service_id: UUID, terms: PriceTerms) -> Price:
    """Agree a service's price in a list, new or changed; raises PriceAboveHighest."""
    _refuse_above_highest(find(Service, service_id).local_code, terms.unit_price)
    return agree_prices(price_list_id, {service_id: asdict(terms)})[service_id]


def agree_prices(
    price_list_id: UUID, wanted: Mapping[UUID, Mapping[str, Any] | None]
) -> dict[UUID, Price]:
    """Let a list hold these terms of services, by service; None takes a price out, terms not named stay.

    Who asks has looked at the highest prices. Two queries, one flush. Raises NotFound for the list.
    """
    agreed = find(PriceList, price_list_id)
    query = select(Price).where(Price.price_list_id == agreed.id, Price.service_id.in_(wanted))
    prices = {price.service_id: price for price in db.session.scalars(query)}
    for service_id, terms in wanted.items():
        price = prices.get(service_id)
        before = _terms(price)
        if terms is not None:
            price = price or Price(price_list_id=agreed.id, service_id=service_id)
            for name, value in terms.items():
                setattr(price, name, value)
            db.session.add(price)
            prices[service_id] = price
        elif price is not None:
            db.session.delete(prices.pop(service_id))
        if before != _terms(prices.get(service_id)):
            _note_price(agreed, service_id, before, terms)
    db.session.flush()
    return prices


def _terms(price: Price | None) -> tuple[Any, ...]:
    """Price, approval and most a day; nothing without a price."""
    return () if price is None else (price.unit_price, price.approval_required, price.max_per_day)


def _note_price(
    agreed: PriceList, service_id: UUID, before: tuple[Any, ...], terms: Mapping[str, Any] | None
) -> None:
    note(
        "price.withdrawn" if terms is None else "price.set", "contract", agreed.contract_id,
        service_id=str(service_id), before=str(before[0]) if before else None,
        after=None if terms is None else str(terms["unit_price"]),
    )  # fmt: skip


def _refuse_above_highest(local_code: str, unit_price: Decimal) -> None:
    highest = highest_prices([local_code]).get(local_code)
    if highest is not None and unit_price > highest:
        raise PriceAboveHighest(price=unit_price, highest=highest)


def price_of(price_list_id: UUID, service_id: UUID) -> Price | None:
    """The price of a service in a list."""
    query = select(Price).where(
        Price.price_list_id == price_list_id, Price.service_id == service_id
    )
    return db.session.scalars(query).one_or_none()
