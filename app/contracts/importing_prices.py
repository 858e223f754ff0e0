"""The prices of one list as a list that comes in; services that are new come in with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from app.contracts import coding, queries, service, services
from app.contracts.ceilings import highest_prices
from app.contracts.code_lists import CodesInFiles
from app.contracts.coding import Wish
from app.contracts.importing import CODE_NAMES
from app.contracts.models import Price, PriceList, Service
from app.contracts.services import ServiceFacts
from app.contracts.words import CATEGORY_WORDS, COLUMN_WORDS, VAT_WORDS
from app.imports import cells
from app.imports.kinds import Book, Column, Kind, Standing, State, Wrong
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.pagewords import isolate, name_of
from app.kernel.words import N_
from app.reference.queries import all_payers
from app.tenants.scope import find

NEW_NEEDS_NAMES = N_("No service of ours has this code. Write the right code, or add both names and a category to the row.")  # fmt: skip
OVER_HIGHEST = N_("The price is above the highest price of a unit allowed.")
DEARER, CHEAPER = N_("Dearer"), N_("Cheaper")
MOST_PER_DAY = 999
# What a list holds of a service; the rest a row says only of a service that is new.
TERMS = ("unit_price", "approval_required", "max_per_day")


class PriceBook(Book):
    """The prices of a list by local code, in any case."""

    def __init__(self, price_list_id: UUID | None) -> None:
        if price_list_id is None:
            raise NotFound
        self._list = find(PriceList, price_list_id)
        self._codes = CodesInFiles()
        self._services: dict[str, Service] = {}
        self._highest: dict[str, Decimal] = {}

    def key(self, said: State) -> str:
        return str(said["local_code"]).upper()

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        query = (
            select(Service, Price)
            .outerjoin(Price, and_(Price.tenant_id == Service.tenant_id, Price.service_id == Service.id, Price.price_list_id == self._list.id))
            .where(func.upper(Service.local_code).in_(keys))
        )  # fmt: skip
        found = {}
        for of, price in db.session.execute(query):
            self._services[of.local_code.upper()] = of
            if price is not None:
                found[of.local_code.upper()] = Standing(price.id, _state(of, price))
        self._highest |= highest_prices([self._services[key].local_code for key in keys if key in self._services])  # fmt: skip
        return found

    def merged(self, before: State | None, said: State) -> State:
        """Of a service that is known a row says its price and its terms; the names stand for reading."""
        of = self._services.get(self.key(said))
        if before is not None or of is not None:
            terms = {key: said[key] for key in TERMS if key in said}
            return {**(before or _state(of, None)), **terms}
        system, code = self._codes.whole(said["system"], said["code"], str(said["category"] or ""))
        return {**said, "system": system, "code": code}

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:
        of = self._services.get(self.key(after))
        if of is None:
            if not (after["name_en"] and after["name_ar"] and after["category"]):
                yield Wrong("local_code", NEW_NEEDS_NAMES)
            if after["system"] or after["code"]:
                yield from self._codes.wrong(after["system"], after["code"])
        elif after["unit_price"] != (before or {}).get("unit_price"):
            highest = self._highest.get(of.local_code)
            if highest is not None and Decimal(str(after["unit_price"])) > highest:
                yield Wrong("unit_price", OVER_HIGHEST)

    def weighed(self, state: State) -> State:
        """A new name or code of the service leaves its price what it was."""
        return {key: state[key] for key in TERMS}

    def create(self, states: Sequence[State]) -> list[UUID]:
        codes = {self.key(one): one for one in states}
        query = select(Service.id, func.upper(Service.local_code))
        ids = {
            code: identity
            for identity, code in db.session.execute(query.where(func.upper(Service.local_code).in_(codes)))
        }  # fmt: skip
        new = {code: one for code, one in codes.items() if code not in ids}
        added = services.add_services([_facts(one) for one in new.values()])
        ids |= {code: one.id for code, one in zip(new, added, strict=True)}
        coding.map_all([
            Wish(ids[code], str(one["system"]), str(one["code"])) for code, one in new.items() if one["code"]
        ])  # fmt: skip
        agreed = service.agree_prices(
            self._list.id, {ids[code]: _terms(one) for code, one in codes.items()}
        )
        return [agreed[ids[self.key(one)]].id for one in states]

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        after = {identity: _terms(said) for identity, _before, said in changes}
        query = select(Price.id, Price.service_id).where(Price.id.in_(after))
        service.agree_prices(
            self._list.id, {of: after[identity] for identity, of in db.session.execute(query)}
        )

    def remove(self, identity: UUID) -> None:
        """The price goes out of the list; its service stays."""
        service.agree_prices(self._list.id, {find(Price, identity).service_id: None})

    def everything(self) -> Iterator[State]:
        for one in queries.prices_of(self._list):
            yield {column.key: getattr(one, _READ_FROM.get(column.key, column.key)) for column in PriceKind.columns} | {
                "unit_price": f"{one.unit_price:.3f}"
            }  # fmt: skip


_READ_FROM = {"system": "code_system"}


def _state(of: Service | None, price: Price | None) -> dict[str, Any]:
    """What is known of a service, and its terms in the list; a service without a price has those of a new one."""
    found: dict[str, Any] = {key: getattr(of, key) for key in ("local_code", "name_en", "name_ar", "category", "vat_category")}  # fmt: skip
    terms = {
        "unit_price": price and f"{price.unit_price:.3f}",
        "approval_required": bool(price and price.approval_required),
        "max_per_day": price and price.max_per_day,
    }
    return found | terms | {"system": None, "code": None}


def _terms(state: State) -> dict[str, Any]:
    return {**{key: state[key] for key in TERMS}, "unit_price": Decimal(str(state["unit_price"]))}


def _facts(state: State) -> ServiceFacts:
    said: dict[str, Any] = {key: state[key] for key in ("local_code", "name_en", "name_ar", "category", "vat_category")}  # fmt: skip
    return ServiceFacts(**said)


def price_list_choices() -> list[tuple[UUID, str]]:
    """Every price list, with the payer and the number of its contract, to choose from."""
    payers = all_payers()
    return [
        (one.id, f"{name_of(payers[of.payer_id])} {isolate(of.number)}: {isolate(one.name)}")
        for of in queries.contracts()
        for one in queries.price_lists(of.id)
    ]


class PriceKind(Kind):
    """What was agreed with a payer, in one of its lists."""

    name = "prices"
    title = N_("Prices")
    lead = N_("What was agreed with a payer. A row is found by our own code; services that the file leaves out keep their price.")  # fmt: skip
    permission = "contracts.write"
    target_label = N_("Price list")
    columns = (
        Column(key="local_code", label=COLUMN_WORDS["local_code"], cell=cells.code(40), needed=True, names=CODE_NAMES),
        Column(key="unit_price", label=COLUMN_WORDS["unit_price"], cell=cells.amount(), needed=True, names=("price", "unit price", "price omr", "agreed price", "السعر", "سعر الوحدة", "السعر المتفق عليه")),
        Column(key="name_en", label=COLUMN_WORDS["name_en"], cell=cells.words(160), names=("name in english", "name en", "english name", "name", "service", "description", "الاسم بالإنجليزية")),
        Column(key="name_ar", label=COLUMN_WORDS["name_ar"], cell=cells.words(160), names=("name in arabic", "name ar", "arabic name", "الاسم بالعربية", "الاسم", "الخدمة")),
        Column(key="category", label=COLUMN_WORDS["category"], cell=cells.choice(CATEGORY_WORDS), names=("category", "الفئة", "التصنيف")),
        Column(key="vat_category", label=COLUMN_WORDS["vat_category"], cell=cells.choice(VAT_WORDS), default="exempt", names=("vat", "vat category", "ضريبة القيمة المضافة", "الضريبة")),
        Column(key="approval_required", label=COLUMN_WORDS["approval_required"], cell=cells.yes_no(), default=False, names=("approval first", "approval required", "approval", "موافقة مسبقة", "الموافقة")),
        Column(key="max_per_day", label=COLUMN_WORDS["max_per_day"], cell=cells.whole(1, MOST_PER_DAY), names=("most per day", "max per day", "الحد اليومي")),
        Column(key="system", label=COLUMN_WORDS["system"], cell=cells.code(40, upper=False), names=("code list", "code system", "system", "قائمة الرموز", "نظام الترميز")),
        Column(key="code", label=COLUMN_WORDS["code"], cell=cells.code(40, upper=False), names=("code on the exchange", "exchange code", "standard code", "payer code", "الرمز على المنصة", "الرمز المعتمد")),
    )  # fmt: skip

    def targets(self) -> list[tuple[UUID, str]]:
        return price_list_choices()

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:
        if target_id is None:
            return "contracts.index", {}
        shown = queries.price_list(target_id)
        return "contracts.show", {"contract_id": shown.contract_id, "list": shown.id}

    def open(self, target_id: UUID | None) -> Book:
        return PriceBook(target_id)

    def movement(self, before: State, after: State) -> str:
        was, now = (Decimal(str(one["unit_price"])) for one in (before, after))
        return DEARER if now > was else CHEAPER if now < was else ""


PRICES = PriceKind()
