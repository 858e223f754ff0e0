"""What a person is allergic to, by the English names of ingredients, folded so that spellings meet."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.audit.trail import note
from app.kernel.db import db
from app.patients.models import Allergy
from app.patients.queries import same_person
from app.patients.service import open_record
from app.reference.folding import fold_words
from app.tenants.keys import index_of
from app.tenants.scope import actor_id, find

PURPOSE = "allergy"


def of_person(patient_id: UUID) -> list[Allergy]:
    """What is on file for a person, in the order it was noted."""
    query = select(Allergy).where(Allergy.patient_id.in_(same_person(patient_id)))
    return list(db.session.scalars(query.order_by(Allergy.id)))


def ingredients(patient_id: UUID) -> frozenset[str]:
    """The folded names of the ingredients that harm a person."""
    return frozenset(one.ingredient for one in of_person(patient_id))


def by_patient(patient_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The same for many records, read at once; who has none is missing."""
    query = select(Allergy).where(Allergy.patient_id.in_(set(patient_ids)))
    found: dict[UUID, frozenset[str]] = {}
    for one in db.session.scalars(query):
        found[one.patient_id] = found.get(one.patient_id, frozenset()) | {one.ingredient}
    return found


def add(patient_id: UUID, ingredient: str) -> Allergy:
    """Note an allergy; one that is on file stays as it is. Raises WasMerged, NotFound."""
    one = open_record(patient_id)
    name = fold_words(ingredient)
    index = index_of(name, purpose=PURPOSE)
    query = select(Allergy).where(Allergy.patient_id == one.id, Allergy.ingredient_index == index)
    if (known := db.session.scalars(query).one_or_none()) is not None:
        return known
    made = Allergy(patient_id=one.id, ingredient_index=index, noted_by=actor_id())
    made.ingredient = name
    db.session.add(made)
    db.session.flush()
    note("patient.allergy_noted", "patient", one.id, allergy=str(made.id))
    return made


def remove(allergy_id: UUID) -> UUID:
    """Take away what was noted by mistake; returns the patient's id. Raises NotFound."""
    known = find(Allergy, allergy_id)
    db.session.delete(known)
    db.session.flush()
    note("patient.allergy_removed", "patient", known.patient_id, allergy=str(allergy_id))
    return known.patient_id
