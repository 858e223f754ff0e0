"""The lists that pages show: medicines, interactions, formularies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true

from app.contracts.models import Service
from app.contracts.queries import matching
from app.kernel import paging
from app.kernel.db import db
from app.pharmacy.medicines.models import (
    FormularyEntry,
    Interaction,
    Medicine,
    MedicineGtin,
    MedicineIngredient,
)
from app.pharmacy.medicines.queries import (
    entry_holds,
    facts,
    on_formulary,
    service_of_medicine,
)
from app.pharmacy.medicines.values import MedicineFacts
from app.reference import queries as reference
from app.reference.folding import fold_words
from app.reference.models import Payer

PAGE, CHUNK = 50, 500


@dataclass(frozen=True)
class PayerCover:
    """A payer with a formulary in force, and whether it covers the medicine."""

    payer: Payer
    covered: bool


def page(words: str, kind: str, cursor: str | None) -> paging.Page[MedicineFacts]:
    """A page of medicines by local code; `kind` is controlled or boxless, or "" for all."""
    query = _codes(words, kind)
    found = paging.page_of(query, by=[Service.local_code], cursor=cursor, descending=False, size=PAGE)  # fmt: skip
    known = facts([row.id for row in found.rows])
    return paging.Page([known[row.id] for row in found.rows], found.next, found.previous)


def rows(words: str, kind: str) -> Iterator[MedicineFacts]:
    """Every medicine that the filters show, in the order of the page."""
    ids = [row.id for row in db.session.execute(_codes(words, kind).order_by(Service.local_code))]
    for start in range(0, len(ids), CHUNK):
        known = facts(ids[start : start + CHUNK])
        yield from (known[one] for one in ids[start : start + CHUNK])


def _codes(words: str, kind: str) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(Medicine.id, Service.local_code).join(
        Service, service_of_medicine()
    )
    if words:
        query = query.where(or_(and_(true(), *matching(words)), _holding(words)))
    if kind == "controlled":
        query = query.where(Medicine.controlled)
    if kind == "boxless":
        query = query.where(~_box().where(MedicineGtin.medicine_id == Medicine.id).exists())
    return query


def _holding(words: str) -> ColumnElement[bool]:
    """The medicine has an ingredient whose name begins so."""
    return exists(
        select(MedicineIngredient.id).where(
            MedicineIngredient.tenant_id == Medicine.tenant_id,
            MedicineIngredient.medicine_id == Medicine.id,
            MedicineIngredient.name.startswith(fold_words(words), autoescape=True),
        )
    )


def _box() -> Select[UUID]:
    return select(MedicineGtin.id).where(MedicineGtin.tenant_id == Medicine.tenant_id)


def interactions_of(ingredients: Iterable[str]) -> list[Interaction]:
    """What is known of any of these ingredients with others."""
    names = list(ingredients)
    query = select(Interaction).where(or_(Interaction.first.in_(names), Interaction.second.in_(names)))  # fmt: skip
    return list(db.session.scalars(query.order_by(Interaction.first, Interaction.second)))


def interactions_page(words: str, cursor: str | None) -> paging.Page[Interaction]:
    """A page of pairs by their first ingredient."""
    query = select(Interaction)
    if folded := fold_words(words):
        begins = [column.startswith(folded, autoescape=True) for column in (Interaction.first, Interaction.second)]  # fmt: skip
        query = query.where(or_(*begins))
    by = [Interaction.first, Interaction.second]
    return paging.page_of(query, by=by, cursor=cursor, descending=False, size=PAGE)


def payers_of(service_id: UUID, on: date) -> list[PayerCover]:
    """What the payers with a formulary say of a medicine on a day."""
    holding = select(FormularyEntry.payer_id).where(entry_holds(on)).distinct()
    payers = reference.all_payers()
    found = [payers[one] for one in db.session.scalars(holding) if one in payers]
    return [
        PayerCover(one, bool(on_formulary(one.id, [service_id], on)[service_id])) for one in found
    ]


def formulary_page(payer_id: UUID, words: str, on: date, cursor: str | None) -> paging.Page[Any]:
    """A page of a payer's formulary on a day, by local code: (code, names, covered, since)."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Service.local_code, Service.name_en, Service.name_ar, FormularyEntry.covered,
            FormularyEntry.valid_from, Medicine.id.label("medicine_id"),
        )
        .join(Service, (Service.tenant_id == FormularyEntry.tenant_id) & (Service.id == FormularyEntry.service_id))
        .join(Medicine, service_of_medicine())
        .where(FormularyEntry.payer_id == payer_id, entry_holds(on), *matching(words))
    )  # fmt: skip
    return paging.page_of(
        query, by=[Service.local_code], cursor=cursor, descending=False, size=PAGE
    )
