"""The pharmacy's medicines as a list that comes in: their boxes and one price list's prices with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from app.contracts import service as contracts
from app.contracts.importing_prices import OVER_HIGHEST
from app.contracts.models import Price, Service
from app.imports.kinds import Book, Standing, State, Wrong
from app.kernel.db import db
from app.kernel.words import N_
from app.pharmacy.medicines import service
from app.pharmacy.medicines.errors import AgesTurned, NotAMedication, PriceListNotChosen
from app.pharmacy.medicines.medicine_cells import (
    USUAL_UNITS,
    as_boxes,
    boxes_of,
    ingredients_of,
    written,
)
from app.pharmacy.medicines.models import Medicine, MedicineGtin
from app.pharmacy.medicines.queries import with_service
from app.pharmacy.medicines.service import MEDICATION
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.tenants.scope import actor_id, find

NO_CODE = N_("Give our code or the GTIN of the box: one of them names the medicine.")
GTIN_TWICE = N_("This GTIN stands in the file twice.")
GTIN_OTHER = N_("This GTIN is remembered as another medicine.")

NUMBERS = ("content", "pack_size", "regulated_price", "highest_daily_dose")
# What is said of a medicine and its service as it stands in the record.
PLAIN = (
    "local_code", "name_en", "name_ar", "strength", "form", "unit", "dose_unit", "splittable", "vat_category",
    "controlled", "only_sex", "min_age", "max_age", "active",
)  # fmt: skip


class MedicineBook(Book):
    """Medicines by our code in any case, or by a box of theirs; prices go into the list that was chosen."""

    def __init__(self, price_list_id: UUID | None) -> None:
        self._prices = price_list_id
        self._others: set[str] = set()
        self._in_file: dict[str, str] = {}
        # GTIN -> the code of its medicine, in capitals.
        self._holders = {gtin: code.upper() for gtin, code in db.session.execute(_HOLDERS)}

    def key(self, said: State) -> str:
        if said.get("local_code"):
            return str(said["local_code"]).upper()
        boxes = list(boxes_of(said.get("gtin")))
        held = next((self._holders[one] for one in boxes if one in self._holders), None)
        # Rows that name no medicine are each by themselves.
        return held or next(iter(boxes), f"? {sorted(said.items())}")

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        coded = func.upper(Service.local_code)
        others = select(coded).where(coded.in_(keys), Service.category != MEDICATION)
        self._others = set(db.session.scalars(others))
        rows = db.session.execute(with_service().where(coded.in_(keys)))
        return {str(state["local_code"]).upper(): Standing(identity, state) for identity, state in self._read(rows)}  # fmt: skip

    def merged(self, before: State | None, said: State) -> State:
        """What a row leaves out stays; a new medicine counts as its form usually does."""
        after = {**(before or {}), **said}
        boxes = boxes_of(said.get("gtin"))
        after["local_code"] = (before or after)["local_code"] or next(iter(boxes), None)
        if before is None:
            unit, dose_unit = USUAL_UNITS.get(str(after["form"]), (None, None))
            after["unit"], after["dose_unit"] = (
                after["unit"] or unit,
                after["dose_unit"] or dose_unit,
            )
            if after["unit"] == after["dose_unit"]:
                after["content"] = after["content"] or "1"
        arabic = {
            one.name: one.name_ar for one in ingredients_of((before or {}).get("ingredients"))
        }
        after["ingredients"] = written(
            Ingredient(one.name, one.name_ar or arabic.get(one.name, ""))
            for one in ingredients_of(after["ingredients"])
        )
        held = boxes_of((before or {}).get("gtin"))
        after["gtin"] = as_boxes(dict.fromkeys(boxes, str(after["pack_size"])) | held)
        return after

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:
        code = str(after["local_code"] or "").upper()
        if not code:
            yield Wrong("local_code", NO_CODE)
        if code in self._others:
            yield Wrong("local_code", NotAMedication.sentence)
        least, most = after["min_age"], after["max_age"]
        if least is not None and most is not None and int(most) < int(least):
            yield Wrong("max_age", AgesTurned.sentence)
        yield from self._wrong_boxes(code, after)
        yield from self._wrong_price(before, after)

    def _wrong_boxes(self, code: str, after: State) -> Iterator[Wrong]:
        for gtin in boxes_of(after["gtin"]):
            if self._holders.get(gtin, code) != code:
                yield Wrong("gtin", GTIN_OTHER)
            elif self._in_file.setdefault(gtin, code) != code:
                yield Wrong("gtin", GTIN_TWICE)

    def _wrong_price(self, before: State | None, after: State) -> Iterator[Wrong]:
        price, highest = after["unit_price"], after["regulated_price"]
        if price is None or price == (before or {}).get("unit_price"):
            return
        if self._prices is None:
            yield Wrong("unit_price", PriceListNotChosen.sentence)
        elif highest is not None and Decimal(str(price)) > Decimal(str(highest)):
            yield Wrong("unit_price", OVER_HIGHEST)

    def create(self, states: Sequence[State]) -> list[UUID]:
        ids = [service.add_medicine(_new(one)).id for one in states]
        self._write(dict(zip(ids, states, strict=True)))
        return ids

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        for identity, _before, after in changes:
            service.correct_medicine(identity, _new(after))
        self._write({identity: after for identity, _before, after in changes})

    def remove(self, identity: UUID) -> None:
        """The medicine goes with its boxes and its price in the list; its service stays."""
        gone = find(Medicine, identity)
        self._write_prices({find(Service, gone.service_id).local_code: None})
        db.session.execute(delete(MedicineGtin).where(MedicineGtin.medicine_id == identity))
        db.session.delete(gone)
        db.session.flush()

    def everything(self) -> Iterator[State]:
        rows = db.session.execute(with_service().order_by(Service.local_code))
        for _identity, state in self._read(rows):
            yield state

    def _read(self, rows: Iterable[Any]) -> Iterator[tuple[UUID, State]]:
        found = [(medicine, its_service) for medicine, its_service in rows]
        boxes, terms = _boxes(one.id for one, _ in found), self._terms(of.id for _, of in found)
        for medicine, its_service in found:
            price = terms.get(its_service.id)
            yield (
                medicine.id,
                _state(medicine, its_service)
                | {
                    "gtin": as_boxes(boxes.get(medicine.id, {})),
                    "unit_price": None if price is None else f"{price:.3f}",
                },
            )

    def _terms(self, service_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
        query = select(Price.service_id, Price.unit_price).where(
            Price.price_list_id == self._prices, Price.service_id.in_(list(service_ids))
        )
        return dict(iter(db.session.execute(query))) if self._prices else {}

    def _write(self, states: Mapping[UUID, State]) -> None:
        _write_boxes({identity: boxes_of(one["gtin"]) for identity, one in states.items()})
        self._write_prices({str(one["local_code"]): one["unit_price"] for one in states.values()})

    def _write_prices(self, wanted: Mapping[str, Any]) -> None:
        """Each price as the states say, by local code; what else was agreed of it stays."""
        if self._prices is None:
            return
        query = select(Service.local_code, Service.id).where(Service.local_code.in_(wanted))
        ids = dict(iter(db.session.execute(query)))
        contracts.agree_prices(
            self._prices,
            {
                ids[code]: None if price is None else {"unit_price": Decimal(str(price))}
                for code, price in wanted.items()
            },
        )


_HOLDERS = (
    select(MedicineGtin.gtin, Service.local_code)
    .join(Medicine, (Medicine.tenant_id == MedicineGtin.tenant_id) & (Medicine.id == MedicineGtin.medicine_id))
    .join(Service, (Service.tenant_id == Medicine.tenant_id) & (Service.id == Medicine.service_id))
)  # fmt: skip


def _boxes(medicine_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    query = select(MedicineGtin).where(MedicineGtin.medicine_id.in_(list(medicine_ids)))
    for one in db.session.scalars(query):
        found.setdefault(one.medicine_id, {})[one.gtin] = _plain(one.units)
    return found


def _write_boxes(wanted: Mapping[UUID, Mapping[str, str]]) -> None:
    """The boxes of these medicines are those of the states, no other."""
    query = select(MedicineGtin).where(MedicineGtin.medicine_id.in_(wanted))
    held = {(one.medicine_id, one.gtin): one for one in db.session.scalars(query)}
    for (medicine_id, gtin), box in held.items():
        if gtin not in wanted[medicine_id]:
            db.session.delete(box)
    db.session.flush()
    for medicine_id, boxes in wanted.items():
        for gtin, units in boxes.items():
            box = held.get((medicine_id, gtin)) or MedicineGtin(
                gtin=gtin, medicine_id=medicine_id, remembered_by=actor_id()
            )
            box.units = Decimal(units)
            db.session.add(box)
    db.session.flush()


def _state(medicine: Medicine, its_service: Service) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: getattr(medicine if hasattr(medicine, key) else its_service, key) for key in PLAIN
    }
    for name in NUMBERS:
        value = getattr(medicine, name)
        found[name] = f"{value:.3f}" if name == "regulated_price" and value is not None else _plain(value)  # fmt: skip
    parts = (Ingredient(one.name, one.name_ar) for one in medicine.ingredients)
    return found | {"ingredients": written(parts)}


def _plain(value: Decimal | None) -> Any:
    return None if value is None else f"{value.normalize():f}"


def _new(state: State) -> NewMedicine:
    said: dict[str, Any] = {key: state[key] for key in PLAIN}
    numbers = {name: None if state[name] is None else Decimal(str(state[name])) for name in NUMBERS}
    return NewMedicine(**said | numbers | {"ingredients": ingredients_of(state["ingredients"])})
