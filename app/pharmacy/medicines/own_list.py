"""The pharmacy's own medicines as a list that files are imported into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.contracts import imports as prices
from app.contracts.models import Service
from app.contracts.price_files import CellError
from app.contracts.services import put_services
from app.kernel.db import db
from app.pharmacy.medicines import medicine_files as files
from app.pharmacy.medicines.errors import MedicinesInUse, PriceListNotChosen
from app.pharmacy.medicines.files import Line, State
from app.pharmacy.medicines.models import Medicine, MedicineGtin
from app.pharmacy.medicines.queries import with_service
from app.pharmacy.medicines.service import service_facts, write_facts
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.tenants.scope import actor_id

NUMBERS = ("content", "pack_size", "regulated_price")
TEXTS = ("name_en", "name_ar", "strength", "form", "unit", "dose_unit", "controlled")


@dataclass(frozen=True)
class OwnList:
    """Medicines by local code; prices of a file go into the price list that was chosen."""

    price_list_id: UUID | None

    def read(self, table: list[list[str]]) -> tuple[list[Line], list[CellError]]:
        """Raises PriceListNotChosen where the file holds prices and nobody said whose."""
        found, errors = files.read_medicines(table)
        if self.price_list_id is None and any("unit_price" in one.says for one in found):
            raise PriceListNotChosen
        known = self.known()
        lines = [replace(one, key=key) for one, key in zip(found, _keys(found, known), strict=True)]
        holders = {gtin: code for code, state in known.items() for gtin in state["gtins"]}
        for line in lines:
            errors += _wrong(line, known.get(line.key), holders)
        return lines, errors

    def known(self) -> dict[str, Any]:
        boxes: dict[UUID, State] = {}
        for box in db.session.scalars(select(MedicineGtin).order_by(MedicineGtin.gtin)):
            boxes.setdefault(box.medicine_id, {})[box.gtin] = files.plain_number(box.units)
        found = list(db.session.execute(with_service()))
        codes = [service.local_code for _medicine, service in found]
        terms = prices.terms_in(self.price_list_id, codes) if self.price_list_id else {}
        return {
            service.local_code: _state(medicine, service)
            | {"gtins": boxes.get(medicine.id, {}), "price": _plain(terms.get(service.local_code))}
            for medicine, service in found
        }

    def after(self, line: Line, before: Any) -> Any:
        return files.after(line, before)

    def write(self, states: Mapping[str, Any]) -> None:
        """None takes a medicine away, its service stays; raises MedicinesInUse."""
        query = with_service().where(Service.local_code.in_(states))
        known = {service.local_code: (medicine, service) for medicine, service in db.session.execute(query)}  # fmt: skip
        self._take_away([known[code][0].id for code, state in states.items() if state is None and code in known])  # fmt: skip
        new = {code: _new(code, state, known.get(code)) for code, state in states.items() if state}
        services = put_services(service_facts(one) for one in new.values())
        for code, one in new.items():
            medicine = known[code][0] if code in known else Medicine(service_id=services[code].id)
            write_facts(medicine, one)
            db.session.add(medicine)
            known[code] = medicine, services[code]
        db.session.flush()
        self._write_boxes({known[code][0].id: states[code]["gtins"] for code in new})
        if self.price_list_id is not None:
            terms = {code: state and state["price"] for code, state in states.items()}
            prices.write_terms(self.price_list_id, terms)

    def _take_away(self, ids: list[UUID]) -> None:
        """Only what nobody has received, recalled or supplied yet."""
        try:
            with db.session.begin_nested():
                db.session.execute(delete(MedicineGtin).where(MedicineGtin.medicine_id.in_(ids)))
                db.session.execute(delete(Medicine).where(Medicine.id.in_(ids)))
        except IntegrityError as refused:
            raise MedicinesInUse from refused

    def _write_boxes(self, wanted: Mapping[UUID, Mapping[str, str]]) -> None:
        """The boxes of these medicines are those of the states, no other."""
        query = select(MedicineGtin).where(MedicineGtin.medicine_id.in_(wanted))
        held = {(one.medicine_id, one.gtin): one for one in db.session.scalars(query)}
        for key, box in held.items():
            if box.gtin not in wanted[key[0]]:
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


def _keys(lines: list[Line], known: Mapping[str, State]) -> Iterator[str]:
    """Our code as it is spelled; a line that is named by its GTIN alone takes that box's medicine."""
    spelled = {code.upper(): code for code in known}
    holders = {gtin: code for code, state in known.items() for gtin in state["gtins"]}
    for line in lines:
        named_by_box = line.key in line.says.get("gtins", ())
        code = holders.get(line.key, line.key) if named_by_box else line.key
        yield spelled.get(code.upper(), code)


def _wrong(line: Line, before: State | None, holders: Mapping[str, str]) -> Iterator[CellError]:
    for gtin in line.says.get("gtins", ()):
        if holders.get(gtin, line.key) != line.key:
            yield CellError(line.number, "gtin", files.GTIN_OTHER, gtin)
    wanting = list(files.wanting(line, before))
    yield from wanting
    if not wanting:
        yield from files.over_highest(line, files.after(line, before))


def _state(medicine: Medicine, service: Service) -> State:
    said = {name: getattr(service if name.startswith("name_") else medicine, name) for name in TEXTS}  # fmt: skip
    for name in NUMBERS:
        value = getattr(medicine, name)
        said[name] = None if value is None else files.plain_number(value)
    return said | {"ingredients": [[one.name, one.name_ar] for one in medicine.ingredients]}


def _plain(terms: State | None) -> State | None:
    return terms and terms | {"unit_price": files.plain_number(Decimal(terms["unit_price"]))}


def _new(code: str, state: State, known: tuple[Medicine, Service] | None) -> NewMedicine:
    """The medicine of a state; what no file says of one on file stays as it is."""
    said = {name: state[name] for name in TEXTS}
    said |= {name: None if state[name] is None else Decimal(state[name]) for name in NUMBERS}
    said["ingredients"] = tuple(Ingredient(*one) for one in state["ingredients"])
    kept: dict[str, Any] = {}
    if known is not None:
        medicine, service = known
        own = {one.name for one in fields(NewMedicine)} - {"local_code", *said}
        kept = {name: getattr(medicine if hasattr(medicine, name) else service, name) for name in own}  # fmt: skip
    return NewMedicine(local_code=code, **kept | said)
