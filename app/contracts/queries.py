"""Reading contracts, services, dated prices and code maps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.contracts.models import CodeMap, Contract, Price, PriceList, Service
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.paging import Page, page_of
from app.reference.folding import fold_words
from app.reference.models import CodeSystem
from app.reference.queries import CodeHit, search_codes
from app.tenants.scope import find

MOST_WORDS = 6
LONG_PAGE = 50
# Each row of these is compared with the names of a whole list.
CODES_PAGE = 25
SUGGESTED = 5


@dataclass(frozen=True)
class PricedService:
    """A service as it can be claimed from a payer on a day: agreed price in OMR, code on the exchange."""

    service_id: UUID
    local_code: str
    name_en: str
    name_ar: str
    category: str
    vat_category: str
    unit_price: Decimal
    code_system: str | None
    code_system_uri: str | None
    code: str | None
    approval_required: bool
    max_per_day: int | None
    favourite: int | None

    @property
    def mapped(self) -> bool:
        """Only what has a code of the exchange can be claimed."""
        return self.code is not None

    def name(self, language: str) -> str:
        """The service's name in a language."""
        return self.name_ar if language == "ar" else self.name_en


def contract(contract_id: UUID) -> Contract:
    """The contract; raises NotFound."""
    return find(Contract, contract_id)


def contracts() -> list[Contract]:
    """Every contract, the newest first."""
    newest_first = Contract.valid_from.desc(), Contract.id
    return list(db.session.scalars(select(Contract).order_by(*newest_first)))


def price_lists(contract_id: UUID) -> list[PriceList]:
    """The price lists of a contract, the newest first."""
    query = select(PriceList).where(PriceList.contract_id == contract_id)
    return list(db.session.scalars(query.order_by(PriceList.valid_from.desc())))


def price_list(price_list_id: UUID) -> PriceList:
    """The price list; raises NotFound."""
    return find(PriceList, price_list_id)


def prices_in(price_list_id: UUID) -> dict[UUID, Price]:
    """Service -> its price in a list."""
    query = select(Price).where(Price.price_list_id == price_list_id)
    return {price.service_id: price for price in db.session.scalars(query)}


def contract_for(payer_id: UUID, on: date) -> Contract | None:
    """The contract with a payer that holds on a day; of several, the one that began last."""
    query = (
        select(Contract)
        .where(Contract.payer_id == payer_id, holds_on(Contract, on))
        .order_by(Contract.valid_from.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def price_list_for(payer_id: UUID, on: date) -> PriceList | None:
    """The price list that holds with a payer on a day."""
    return db.session.scalars(_price_list_for(payer_id, on)).one_or_none()


def _price_list_for(payer_id: UUID, on: date) -> Select[PriceList]:
    return (
        select(PriceList)
        .join(Contract, and_(Contract.tenant_id == PriceList.tenant_id, Contract.id == PriceList.contract_id))
        .where(Contract.payer_id == payer_id, holds_on(Contract, on), holds_on(PriceList, on))
        .order_by(Contract.valid_from.desc(), PriceList.valid_from.desc())
        .limit(1)
    )  # fmt: skip


def priced_services(
    payer_id: UUID, on: date, words: str = "", limit: int | None = None
) -> list[PricedService]:
    """What can be claimed from a payer on a day: favourites first; words match code and both names."""
    price_list = price_list_for(payer_id, on)
    if price_list is None:
        return []
    query = _priced(price_list.id, on).where(*matching(words)).limit(limit)
    return [PricedService(*row) for row in db.session.execute(query)]


def priced_by_local_codes(
    payer_id: UUID, on: date, codes: Collection[str]
) -> dict[str, PricedService]:
    """The priced services among these local codes; a code without a price is missing."""
    if not codes:
        return {}
    price_list_id = _price_list_for(payer_id, on).with_only_columns(PriceList.id).scalar_subquery()
    query = _priced(price_list_id, on).where(Service.local_code.in_(set(codes)))
    found = [PricedService(*row) for row in db.session.execute(query)]
    return {one.local_code: one for one in found}


def prices_of(price_list: PriceList) -> list[PricedService]:
    """All prices of a list, with the codes of its own time."""
    query = _priced(price_list.id, _time_of(price_list))
    return [PricedService(*row) for row in db.session.execute(query)]


def prices_page(price_list: PriceList, words: str, cursor: str | None) -> Page[PricedService]:
    """A page of a list's prices, by local code."""
    query = _priced(price_list.id, _time_of(price_list)).where(*matching(words))
    found = page_of(query, by=[Service.local_code], cursor=cursor, descending=False, size=LONG_PAGE)
    return Page([PricedService(*row) for row in found.rows], found.next, found.previous)


def _time_of(price_list: PriceList) -> date:
    """Today, or the day of the list that lies nearest to it."""
    day = max(today(), price_list.valid_from)
    return min(day, price_list.valid_to) if price_list.valid_to else day


def service(service_id: UUID) -> Service:
    """The service; raises NotFound."""
    return find(Service, service_id)


def services_page(words: str, category: str, cursor: str | None) -> Page[Service]:
    """A page of the tenant's services, by local code."""
    query = select(Service).where(*matching(words))
    if category:
        query = query.where(Service.category == category)
    return page_of(query, by=[Service.local_code], cursor=cursor, descending=False, size=LONG_PAGE)


MAPPED, UNMAPPED, WITHOUT = "yes", "no", "without"


def mapped_counts(on: date) -> dict[str, int]:
    """How many services in use have a code of the exchange on a day, have none yet, or none by decision."""
    query = (
        select(CodeMap.id.is_not(None), Service.no_code, func.count(Service.id))
        .outerjoin(CodeMap, mapped_on(on))
        .where(Service.active)
        .group_by(CodeMap.id.is_not(None), Service.no_code)
    )
    found = dict.fromkeys((UNMAPPED, MAPPED, WITHOUT), 0)
    for mapped, without, count in db.session.execute(query):
        found[MAPPED if mapped else WITHOUT if without else UNMAPPED] += count
    return found


def mapped_page(
    on: date, which: str, cursor: str | None, among: Collection[UUID] | None = None
) -> Page[Any]:
    """A page of services in use, mapped, not yet, or without a code by decision, with their code of a day."""
    code_is = CodeMap.id.is_not(None) if which == MAPPED else CodeMap.id.is_(None)
    query = (
        select(Service.id, Service.local_code, Service.name_en, Service.name_ar, Service.category, CodeMap.system, CodeMap.code)
        .outerjoin(CodeMap, mapped_on(on))
        .where(Service.active, code_is)
    )  # fmt: skip
    if which != MAPPED:
        query = query.where(Service.no_code.is_(which == WITHOUT))
    if among is not None:
        query = query.where(Service.id.in_(among))
    by_code = [Service.local_code]
    size = CODES_PAGE if which == UNMAPPED else LONG_PAGE
    return page_of(query, by=by_code, cursor=cursor, descending=False, size=size)  # type: ignore[arg-type]


def code_maps(service_id: UUID) -> list[CodeMap]:
    """The code maps of a service, the newest first."""
    query = select(CodeMap).where(CodeMap.service_id == service_id)
    return list(db.session.scalars(query.order_by(CodeMap.valid_from.desc())))


def suggested_codes(of: Service, system: str, on: date) -> list[CodeHit]:
    """Codes whose names share a word with the service's, the closest first."""
    words = fold_words(of.name_en).split()
    for length in range(len(words), 0, -1):
        found = search_codes(system, " ".join(words[:length]), on, limit=SUGGESTED)
        if found:
            return found
    return []


def _priced(price_list_id: Any, on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Service.id, Service.local_code, Service.name_en, Service.name_ar, Service.category,
            Service.vat_category, Price.unit_price, CodeMap.system, CodeSystem.uri, CodeMap.code,
            Price.approval_required, Price.max_per_day, Service.favourite,
        )
        .join(Price, and_(Price.tenant_id == Service.tenant_id, Price.service_id == Service.id))
        .outerjoin(CodeMap, mapped_on(on))
        .outerjoin(CodeSystem, CodeSystem.key == CodeMap.system)
        .where(Price.price_list_id == price_list_id, Service.active)
        .order_by(Service.favourite.asc().nulls_last(), Service.local_code)
    )  # fmt: skip


def mapped_on(on: date) -> ColumnElement[bool]:
    """Joins a service to its code map of a day; periods of one service never overlap."""
    return and_(
        CodeMap.tenant_id == Service.tenant_id,
        CodeMap.service_id == Service.id,
        holds_on(CodeMap, on),
    )


def matching(words: str) -> list[ColumnElement[bool]]:
    """Every word somewhere in code or names, in either script."""
    asked = fold_words(words[:80]).split()[:MOST_WORDS]
    return [Service.search_text.contains(word, autoescape=True) for word in asked]


def holds_on(kind: type[Contract | PriceList | CodeMap], on: date) -> ColumnElement[bool]:
    """The row holds on the day."""
    return (kind.valid_from <= on) & (kind.valid_to.is_(None) | (kind.valid_to >= on))
