"""The verbs on medicines and on the boxes they come in."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.contracts.models import Service
from app.contracts.services import ServiceFacts, add_service, by_local_code, correct_service
from app.kernel.db import db
from app.pharmacy.medicines import queries
from app.pharmacy.medicines.errors import (
    AgesTurned,
    GtinOfAnother,
    IngredientMissing,
    MedicineOnFile,
    NotAMedication,
)
from app.pharmacy.medicines.models import Medicine, MedicineGtin, MedicineIngredient
from app.pharmacy.medicines.values import Ingredient, NewMedicine, equivalence
from app.reference.folding import fold_words
from app.tenants.scope import actor_id, find

MEDICATION = "medication"
# What is said of the medicine itself; names and VAT belong to its service.
OWN = (
    "strength", "form", "dose_unit", "unit", "content", "pack_size", "splittable", "regulated_price",
    "controlled", "only_sex", "min_age", "max_age", "highest_daily_dose",
)  # fmt: skip


def add_medicine(new: NewMedicine) -> Medicine:
    """Take a medicine into the list, with its service where there is none of its code yet.

    Raises NotAMedication, MedicineOnFile, IngredientMissing, AgesTurned.
    """
    service = by_local_code(new.local_code)
    if service is None:
        service = add_service(service_facts(new))
    elif service.category != MEDICATION:
        raise NotAMedication
    elif _of_service(service.id) is not None:
        raise MedicineOnFile
    added = Medicine(service_id=service.id)
    write_facts(added, new)
    db.session.add(added)
    db.session.flush()
    note("medicine.added", "medicine", added.id, local_code=new.local_code)
    return added


def correct_medicine(medicine_id: UUID, new: NewMedicine) -> Medicine:
    """Put right what is known of a medicine and its service.

    Raises LocalCodeTaken, IngredientMissing, AgesTurned, NotFound.
    """
    corrected = find(Medicine, medicine_id)
    service = find(Service, corrected.service_id)
    correct_service(service.id, service_facts(new, favourite=service.favourite))
    write_facts(corrected, new)
    db.session.flush()
    note("medicine.corrected", "medicine", medicine_id, local_code=new.local_code)
    return corrected


def remember_gtin(gtin: str, medicine_id: UUID, units: Decimal) -> MedicineGtin:
    """From now on this box holds so many units of the medicine; raises GtinOfAnother, NotFound."""
    find(Medicine, medicine_id)
    known = queries.box(gtin)
    if known is not None and known.medicine_id != medicine_id:
        other = queries.facts([known.medicine_id])[known.medicine_id]
        raise GtinOfAnother(name=f"{other.local_code} {other.name_en}")
    if known is None:
        known = MedicineGtin(gtin=gtin, medicine_id=medicine_id, remembered_by=actor_id())
        db.session.add(known)
    known.units = units
    db.session.flush()
    note("medicine.gtin_remembered", "medicine", medicine_id, gtin=gtin, units=str(units))
    return known


def forget_gtin(gtin_id: UUID) -> None:
    """This box is not to be recognised any more; raises NotFound."""
    known = find(MedicineGtin, gtin_id)
    db.session.delete(known)
    db.session.flush()
    note("medicine.gtin_forgotten", "medicine", known.medicine_id, gtin=known.gtin)


def service_facts(new: NewMedicine, favourite: int | None = None) -> ServiceFacts:
    """What is said of the service that the medicine is."""
    return ServiceFacts(
        local_code=new.local_code,
        name_en=new.name_en,
        name_ar=new.name_ar,
        category=MEDICATION,
        vat_category=new.vat_category,
        favourite=favourite,
        active=new.active,
    )


def _of_service(service_id: UUID) -> Medicine | None:
    return db.session.scalars(
        select(Medicine).where(Medicine.service_id == service_id)
    ).one_or_none()


def write_facts(medicine: Medicine, new: NewMedicine) -> None:
    """What is said of the medicine itself; raises IngredientMissing, AgesTurned."""
    if not new.ingredients:
        raise IngredientMissing
    if new.min_age is not None and new.max_age is not None and new.max_age < new.min_age:
        raise AgesTurned
    for name in OWN:
        setattr(medicine, name, getattr(new, name))
    medicine.equivalence = equivalence(new.ingredients, new.strength, new.form)
    _write_ingredients(medicine, new.ingredients)


def _write_ingredients(medicine: Medicine, wanted: tuple[Ingredient, ...]) -> None:
    """The rows of ingredients that stay are kept, so that a name is never twice in between."""
    known = {one.name: one for one in medicine.ingredients}
    folded = {fold_words(one.name): one for one in wanted}
    medicine.ingredients[:] = [known.get(name) or MedicineIngredient(name=name) for name in folded]
    for position, (row, said) in enumerate(zip(medicine.ingredients, folded.values(), strict=True)):
        row.position, row.name_ar = position, said.name_ar
