"""What medicines cost, are sold for and bring in, payer by payer; all amounts of one unit in OMR."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.claims.models import Claim, ClaimLine
from app.contracts import service as contracts
from app.contracts.models import Price, PriceList, Service
from app.contracts.queries import contract, matching
from app.contracts.service import PriceTerms
from app.kernel import paging
from app.kernel.db import db
from app.kernel.money import ZERO
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.queries import service_of_medicine
from app.pharmacy.stock.models import StockBatch, StockLevel
from app.pharmacy.stock.queries import batch_of_level
from app.pharmacy.stock.rules import Earned, Margin, margin
from app.tenants.scope import find

PAGE = 50
LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class PricedMedicine:
    """A medicine in a payer's price list, and what it brings."""

    medicine_id: UUID
    service_id: UUID
    local_code: str
    name_en: str
    name_ar: str
    margin: Margin


def page(price_list: PriceList, words: str, on: date, cursor: str | None) -> paging.Page[PricedMedicine]:  # fmt: skip
    """A page of the medicines in a price list, by local code."""
    query = _priced(price_list.id, words)
    found = paging.page_of(query, by=[Service.local_code], cursor=cursor, descending=False, size=PAGE)  # fmt: skip
    rows = _with_margins(found.rows, _payer_of(price_list), on)
    return paging.Page(rows, found.next, found.previous)


def rows(price_list: PriceList, words: str, on: date) -> list[PricedMedicine]:
    """All of them, in the order of the page."""
    found = db.session.execute(_priced(price_list.id, words).order_by(Service.local_code)).all()
    return _with_margins(found, _payer_of(price_list), on)


def set_price(price_list_id: UUID, medicine_id: UUID, unit_price: Decimal) -> Price:
    """Agree a medicine's price in a list, its other terms kept; raises PriceAboveHighest, NotFound."""
    medicine = find(Medicine, medicine_id)
    known = contracts.price_of(price_list_id, medicine.service_id)
    terms = PriceTerms(
        unit_price=unit_price,
        approval_required=known.approval_required if known else False,
        max_per_day=known.max_per_day if known else None,
    )
    return contracts.set_price(price_list_id, medicine.service_id, terms)


def unit_costs(medicine_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Medicine -> what a unit on the shelf cost on average, else what the latest batch cost."""
    held = (
        select(StockLevel.medicine_id, func.sum(StockLevel.units * StockBatch.unit_cost) / func.sum(StockLevel.units))
        .join(StockBatch, batch_of_level())
        .where(StockLevel.medicine_id.in_(medicine_ids), StockLevel.units > 0)
        .group_by(StockLevel.medicine_id)
    )  # fmt: skip
    latest = (
        select(StockBatch.medicine_id, StockBatch.unit_cost)
        .where(StockBatch.medicine_id.in_(medicine_ids))
        .order_by(StockBatch.medicine_id, StockBatch.created_at.desc(), StockBatch.id.desc())
        .ext(distinct_on(StockBatch.medicine_id))
    )
    return dict(iter(db.session.execute(latest))) | dict(iter(db.session.execute(held)))


def earned(payer_id: UUID, service_ids: Collection[UUID], on: date) -> dict[UUID, Earned]:
    """Service -> units judged in the last 90 days, and what payer and patients gave for them."""
    query = (
        select(
            ClaimLine.service_id, func.sum(ClaimLine.quantity),
            func.sum(ClaimLine.approved), func.sum(ClaimLine.patient_share),
        )
        .join(Claim, (Claim.tenant_id == ClaimLine.tenant_id) & (Claim.id == ClaimLine.claim_id))
        .where(
            Claim.payer_id == payer_id, Claim.service_date > on - LOOK_BACK, Claim.status.in_(("adjudicated", "closed")),
            ClaimLine.service_id.in_(service_ids), ClaimLine.approved.is_not(None),
        )
        .group_by(ClaimLine.service_id)
    )  # fmt: skip
    return {
        service_id: Earned(units, (approved or ZERO) + (share or ZERO))
        for service_id, units, approved, share in db.session.execute(query)
        if service_id is not None
    }


def _payer_of(price_list: PriceList) -> UUID:
    return contract(price_list.contract_id).payer_id


def _priced(price_list_id: UUID, words: str) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Medicine.id, Medicine.service_id, Service.local_code, Service.name_en, Service.name_ar,
            Price.unit_price, Medicine.regulated_price,
        )
        .join(Service, service_of_medicine())
        .join(Price, (Price.tenant_id == Medicine.tenant_id) & (Price.service_id == Medicine.service_id))
        .where(Price.price_list_id == price_list_id, *matching(words))
    )  # fmt: skip
    return query


def _with_margins(found: Collection[Any], payer_id: UUID, on: date) -> list[PricedMedicine]:
    costs = unit_costs([row.id for row in found])
    brought = earned(payer_id, [row.service_id for row in found], on)
    return [
        PricedMedicine(
            row.id, row.service_id, row.local_code, row.name_en, row.name_ar,
            margin(row.unit_price, costs.get(row.id), row.regulated_price, brought.get(row.service_id)),
        )
        for row in found
    ]  # fmt: skip
