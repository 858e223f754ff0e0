"""Medicines as a list that comes in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from wtforms import Form as BareForm

from app.contracts.importing import CODE_NAMES
from app.contracts.models import Service
from app.contracts.words import VAT_WORDS
from app.imports import cells
from app.imports.cells import Cell, CellWrong
from app.imports.kinds import Book, Column, Kind, Standing, State, Wrong
from app.kernel.db import db
from app.kernel.words import N_
from app.pharmacy.medicines import service, wording
from app.pharmacy.medicines.errors import AgesTurned, NotAMedication
from app.pharmacy.medicines.forms import SMALLEST, IngredientsField
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.queries import with_service
from app.pharmacy.medicines.service import MEDICATION
from app.pharmacy.medicines.values import Ingredient, NewMedicine
from app.reference.folding import fold_words
from app.tenants.scope import find

NOT_INGREDIENTS = N_("Write the English names, parted by a semicolon, such as amoxicillin; clavulanic acid.")  # fmt: skip
NUMBERS = ("content", "pack_size", "regulated_price", "highest_daily_dose")
_PARTED = re.compile(r"[;؛+\n]+")


def _ingredients() -> Cell:
    """Ingredients parted by semicolons, each with its Arabic name after a slash where there is one."""

    @cache
    def box() -> Any:
        return type("CellForm", (BareForm,), {"cell": IngredientsField("")})()["cell"]

    def read(text: str) -> str:
        try:
            found = box().read("\n".join(part.strip() for part in _PARTED.split(text)))
        except ValueError:
            raise CellWrong(NOT_INGREDIENTS) from None
        if not found:
            raise CellWrong(NOT_INGREDIENTS)
        return _written(Ingredient(fold_words(one.name), one.name_ar) for one in found)

    return Cell(read)


def _written(ingredients: Iterable[Any]) -> str:
    return "; ".join(f"{one.name} / {one.name_ar}" if one.name_ar else one.name for one in ingredients)  # fmt: skip


def _read(text: str) -> tuple[Ingredient, ...]:
    parts = [part.partition("/") for part in text.split("; ")]
    return tuple(Ingredient(name.strip(), name_ar.strip()) for name, _slash, name_ar in parts)


class MedicineBook(Book):
    """Medicines by the local code of their service."""

    def __init__(self) -> None:
        self._others: set[str] = set()

    def key(self, said: State) -> str:
        return str(said["local_code"])

    def known(self, keys: Collection[str]) -> dict[str, Standing]:
        found = {}
        for medicine, its_service in db.session.execute(
            with_service().where(Service.local_code.in_(keys))
        ):
            found[its_service.local_code] = Standing(medicine.id, _state(medicine, its_service))
        others = db.select(Service.local_code).where(
            Service.local_code.in_(keys), Service.category != MEDICATION
        )
        self._others = set(db.session.scalars(others))
        return found

    def judge(self, before: State | None, after: State) -> Iterable[Wrong]:  # noqa: ARG002
        if after["local_code"] in self._others:
            yield Wrong("local_code", NotAMedication.sentence)
        least, most = after["min_age"], after["max_age"]
        if least is not None and most is not None and int(most) < int(least):
            yield Wrong("max_age", AgesTurned.sentence)

    def create(self, states: Sequence[State]) -> list[UUID]:
        return [service.add_medicine(_new(one)).id for one in states]

    def change(self, changes: Sequence[tuple[UUID, State, State]]) -> None:
        for identity, _before, after in changes:
            service.correct_medicine(identity, _new(after))

    def remove(self, identity: UUID) -> None:
        """The medicine goes, its service stays: it may have prices already."""
        db.session.delete(find(Medicine, identity))
        db.session.flush()

    def everything(self) -> Iterator[State]:
        for medicine, its_service in db.session.execute(with_service().order_by(Service.local_code)):  # fmt: skip
            yield _state(medicine, its_service)


def _state(medicine: Medicine, its_service: Service) -> dict[str, Any]:
    found: dict[str, Any] = {
        column.key: getattr(medicine if hasattr(medicine, column.key) else its_service, column.key)
        for column in MedicineList.columns
        if column.key != "ingredients"
    }
    for name in NUMBERS:
        found[name] = None if found[name] is None else _plain(found[name], name)
    return found | {"ingredients": _written(medicine.ingredients)}


def _plain(value: Decimal, name: str) -> str:
    return f"{value:.3f}" if name == "regulated_price" else f"{value.normalize():f}"


def _new(state: State) -> NewMedicine:
    said: dict[str, Any] = {column.key: state[column.key] for column in MedicineList.columns}
    numbers = {name: None if said[name] is None else Decimal(said[name]) for name in NUMBERS}
    return NewMedicine(**said | numbers | {"ingredients": _read(said["ingredients"])})


class MedicineList(Kind):
    """What the pharmacy supplies."""

    name = "medicines"
    title = N_("Medicines")
    lead = N_("What the pharmacy supplies. A row is found by our own code.")
    permission = "pharmacy.medicines_write"
    columns = (
        Column(key="local_code", label=N_("Our code"), cell=cells.code(40), needed=True, names=(*CODE_NAMES, "drug code", "رمز الدواء")),
        Column(key="name_en", label=N_("Name in English"), cell=cells.words(160), for_new=True, names=("name in english", "name en", "name", "drug name", "medicine", "trade name", "الاسم بالإنجليزية")),
        Column(key="name_ar", label=N_("Name in Arabic"), cell=cells.words(160), for_new=True, names=("name in arabic", "name ar", "arabic name", "الاسم بالعربية", "الاسم", "اسم الدواء")),
        Column(key="ingredients", label=N_("Active ingredients"), cell=_ingredients(), for_new=True, names=("active ingredients", "ingredients", "active ingredient", "generic name", "generic", "المواد الفعالة", "المادة الفعالة")),
        Column(key="strength", label=N_("Strength"), cell=cells.words(60), for_new=True, names=("strength", "التركيز")),
        Column(key="form", label=N_("Form"), cell=cells.choice(wording.FORMS), for_new=True, names=("form", "dosage form", "الشكل", "الشكل الصيدلاني")),
        Column(key="unit", label=N_("Unit that is counted and supplied"), cell=cells.choice(wording.UNITS), for_new=True, names=("unit that is counted and supplied", "unit", "الوحدة", "الوحدة التي تُعد وتُصرف")),
        Column(key="dose_unit", label=N_("Dose unit"), cell=cells.choice(wording.UNITS), for_new=True, names=("dose unit", "وحدة الجرعة")),
        Column(key="content", label=N_("Dose units in one unit"), cell=cells.number(SMALLEST, 100_000), default="1", names=("dose units in one unit", "content")),
        Column(key="pack_size", label=N_("Units in a box"), cell=cells.number(SMALLEST, 100_000), default="1", names=("units in a box", "pack size", "حجم العبوة")),
        Column(key="splittable", label=N_("A box may be opened and supplied in part"), cell=cells.yes_no(), default=True, names=("a box may be opened and supplied in part", "splittable")),
        Column(key="vat_category", label=N_("VAT"), cell=cells.choice(VAT_WORDS), default="zero", names=("vat", "vat category", "ضريبة القيمة المضافة", "الضريبة")),
        Column(key="regulated_price", label=N_("Highest price of a unit allowed"), cell=cells.amount(), names=("highest price of a unit allowed", "regulated price", "maximum price", "السعر الأعلى")),
        Column(key="controlled", label=N_("Controlled medicine, kept in the register"), cell=cells.yes_no(), default=False, names=("controlled medicine kept in the register", "controlled", "خاضع للرقابة")),
        Column(key="only_sex", label=N_("Only for"), cell=cells.choice(wording.SEXES), names=("only for", "only sex")),
        Column(key="min_age", label=N_("From age"), cell=cells.whole(0, 120), names=("from age", "min age")),
        Column(key="max_age", label=N_("To age"), cell=cells.whole(0, 120), names=("to age", "max age")),
        Column(key="highest_daily_dose", label=N_("Highest daily dose, in dose units"), cell=cells.number(SMALLEST, 100_000), names=("highest daily dose in dose units", "highest daily dose")),
        Column(key="active", label=N_("In use"), cell=cells.yes_no(), default=True, names=("in use", "active", "مستخدم", "قيد الاستخدام")),
    )  # fmt: skip

    def back(self, target_id: UUID | None) -> tuple[str, dict[str, Any]]:  # noqa: ARG002
        return "medicines.index", {}

    def open(self, target_id: UUID | None) -> Book:  # noqa: ARG002
        return MedicineBook()


KIND = MedicineList()
