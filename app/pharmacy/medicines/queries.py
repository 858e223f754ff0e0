"""Reading medicines: by box, by service, by words; substitutes, interactions, formularies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from app.contracts.models import Service
from app.contracts.queries import matching
from app.kernel.db import db
from app.pharmacy.medicines.models import (
    FormularyEntry,
    Interaction,
    Medicine,
    MedicineGtin,
)
from app.pharmacy.medicines.values import MedicineFacts
from app.reference.folding import fold_words
from app.tenants.scope import find


def medicine(medicine_id: UUID) -> Medicine:
    """The medicine; raises NotFound."""
    return find(Medicine, medicine_id)


def facts(medicine_ids: Collection[UUID]) -> dict[UUID, MedicineFacts]:
    """Medicine -> what is known of it."""
    if not medicine_ids:
        return {}
    found = _read(with_service().where(Medicine.id.in_(medicine_ids)))
    return {one.medicine_id: one for one in found}


def by_gtin(gtin: str) -> Medicine | None:
    """The medicine in a box; None for a GTIN nobody has explained yet."""
    query = (
        select(Medicine)
        .join(MedicineGtin, and_(MedicineGtin.tenant_id == Medicine.tenant_id, MedicineGtin.medicine_id == Medicine.id))
        .where(MedicineGtin.gtin == gtin)
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()


def box(gtin: str) -> MedicineGtin | None:
    """A remembered GTIN with the units in its box."""
    return db.session.scalars(select(MedicineGtin).where(MedicineGtin.gtin == gtin)).one_or_none()


def gtins_of(medicine_id: UUID) -> list[MedicineGtin]:
    """The boxes a medicine comes in."""
    query = select(MedicineGtin).where(MedicineGtin.medicine_id == medicine_id)
    return list(db.session.scalars(query.order_by(MedicineGtin.gtin)))


def all_gtins() -> dict[UUID, list[str]]:
    """Medicine -> the GTINs of the boxes it comes in."""
    found: dict[UUID, list[str]] = {}
    query = select(MedicineGtin.medicine_id, MedicineGtin.gtin).order_by(MedicineGtin.gtin)
    for medicine_id, gtin in db.session.execute(query):
        found.setdefault(medicine_id, []).append(gtin)
    return found


def by_service(service_ids: Collection[UUID]) -> dict[UUID, MedicineFacts]:
    """Service -> its medicine; services that are no medicines are missing."""
    if not service_ids:
        return {}
    found = _read(with_service().where(Medicine.service_id.in_(service_ids)))
    return {one.service_id: one for one in found}


def alternatives(service_id: UUID) -> list[MedicineFacts]:
    """Other medicines in use with the same ingredients, strength and form, by local code."""
    same = select(Medicine.equivalence).where(Medicine.service_id == service_id).scalar_subquery()
    query = with_service().where(
        Medicine.equivalence == same, Medicine.service_id != service_id, Service.active
    )
    return _read(query.order_by(Service.local_code))


def interactions(ingredients: Iterable[str]) -> list[Interaction]:
    """What is known of any two of these ingredients together, the gravest first."""
    names = {fold_words(one) for one in ingredients}
    if len(names) < 2:
        return []
    query = select(Interaction).where(Interaction.first.in_(names), Interaction.second.in_(names))
    return sorted(db.session.scalars(query), key=_gravity)


def _gravity(one: Interaction) -> tuple[int, str, str]:
    order = ("contraindicated", "severe", "moderate", "minor")
    return order.index(one.severity), one.first, one.second


def on_formulary(
    payer_id: UUID, service_ids: Collection[UUID], on: date
) -> dict[UUID, bool | None]:
    """Service -> covered by the payer's formulary of the day; None where the payer has given us none.

    A formulary says what is covered: what it leaves out is not.
    """
    holding = FormularyEntry.payer_id == payer_id, entry_holds(on)
    query = (
        select(FormularyEntry.service_id, FormularyEntry.covered)
        .where(*holding, FormularyEntry.service_id.in_(service_ids))
        .order_by(FormularyEntry.valid_from)
    )
    listed: dict[UUID, bool | None] = dict(iter(db.session.execute(query)))
    absent: bool | None = None
    if len(listed) < len(set(service_ids)):
        any_entry = select(FormularyEntry.id).where(*holding).limit(1)
        absent = False if db.session.scalars(any_entry).first() else None
    return {one: listed.get(one, absent) for one in service_ids}


def highest_prices(local_codes: Collection[str]) -> dict[str, Decimal]:
    """Local code -> the highest price of a unit allowed, in OMR, of the medicines that have one."""
    query = (
        select(Service.local_code, Medicine.regulated_price)
        .join(Medicine, service_of_medicine())
        .where(Service.local_code.in_(local_codes))
    )
    return {code: most for code, most in db.session.execute(query) if most is not None}


def search(words: str, limit: int) -> list[MedicineFacts]:
    """Medicines in use whose code or name holds every word, by local code."""
    query = with_service().where(Service.active, *matching(words))
    return _read(query.order_by(Service.local_code).limit(limit))


def with_service() -> Select[Medicine, Service]:
    """Medicines with their services."""
    return select(Medicine, Service).join(Service, service_of_medicine())


def service_of_medicine() -> ColumnElement[bool]:
    """Joins a medicine to its service."""
    return and_(Service.tenant_id == Medicine.tenant_id, Service.id == Medicine.service_id)


def entry_holds(on: date) -> ColumnElement[bool]:
    """The formulary's entry holds on the day."""
    ends = FormularyEntry.valid_to
    return (FormularyEntry.valid_from <= on) & (ends.is_(None) | (ends >= on))


def _read(query: Select[Medicine, Service]) -> list[MedicineFacts]:
    return [facts_of(medicine, service) for medicine, service in db.session.execute(query)]


def facts_of(known: Medicine, service: Service) -> MedicineFacts:
    """A medicine and its service as one value."""
    return MedicineFacts(
        medicine_id=known.id,
        service_id=known.service_id,
        local_code=service.local_code,
        name_en=service.name_en,
        name_ar=service.name_ar,
        ingredients=tuple(one.name for one in known.ingredients),
        strength=known.strength,
        form=known.form,
        dose_unit=known.dose_unit,
        unit=known.unit,
        content=known.content,
        pack_size=known.pack_size,
        splittable=known.splittable,
        regulated_price=known.regulated_price,
        controlled=known.controlled,
        only_sex=known.only_sex,
        min_age=known.min_age,
        max_age=known.max_age,
        highest_daily_dose=known.highest_daily_dose,
    )


def only(text: str) -> MedicineFacts | None:
    """The medicine of this local code, else the only one in use that the words fit."""
    hits = search(text, 2)
    exact = _read(with_service().where(Service.local_code.in_({text, text.upper()})))
    if exact:
        return exact[0]
    return hits[0] if len(hits) == 1 else None
