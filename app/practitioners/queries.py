"""Reading practitioners and the payers that list them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.kernel.db import db
from app.practitioners.models import PayerListing, Practitioner
from app.tenants.scope import find


def practitioners(active_on: date | None = None) -> list[Practitioner]:
    """The tenant's practitioners by English name; with a day, those who work and are licensed on it."""
    query = select(Practitioner).order_by(Practitioner.name_en, Practitioner.id)
    if active_on is not None:
        query = query.where(
            Practitioner.active,
            Practitioner.licence_from <= active_on,
            Practitioner.licence_to >= active_on,
        )
    return list(db.session.scalars(query))


def working_or_named(on: date, named: UUID | None) -> list[Practitioner]:
    """Those who may be chosen on a day: who works on it, and whoever stands there already."""
    working = practitioners(active_on=on)
    if named and named not in {one.id for one in working}:
        working += [one for one in practitioners() if one.id == named]
    return working


# Made once: lists ask for it on every page.
_NAMES = select(Practitioner.id, Practitioner.name_en, Practitioner.name_ar).order_by(
    Practitioner.name_en, Practitioner.id
)


def names() -> list[Any]:
    """Every practitioner of the tenant: id, name_en, name_ar."""
    return list(db.session.execute(_NAMES))


def practitioner(practitioner_id: UUID) -> Practitioner:
    """The practitioner; raises NotFound."""
    return find(Practitioner, practitioner_id)


def by_ids(practitioner_ids: Collection[UUID]) -> dict[UUID, Practitioner]:
    """The practitioners that exist among these, by id: one query for a whole page."""
    if not practitioner_ids:
        return {}
    query = select(Practitioner).where(Practitioner.id.in_(set(practitioner_ids)))
    return {found.id: found for found in db.session.scalars(query)}


def by_licence(licence_number: str) -> Practitioner | None:
    """The practitioner with this licence."""
    query = select(Practitioner).where(Practitioner.licence_number == licence_number)
    return db.session.scalars(query).one_or_none()


def listed_payers(practitioner_id: UUID) -> frozenset[UUID]:
    """The payers that list a practitioner."""
    query = select(PayerListing.payer_id).where(PayerListing.practitioner_id == practitioner_id)
    return frozenset(db.session.scalars(query))


# Made once: every check of claims asks.
_LISTINGS = select(PayerListing.practitioner_id, PayerListing.payer_id)
_LISTINGS_OF = _LISTINGS.where(PayerListing.practitioner_id.in_(bindparam("ids")))


def listings_of(practitioner_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Practitioner -> the payers that list them, for these; who is in no list is missing."""
    if not practitioner_ids:
        return {}
    return _listed(db.session.execute(_LISTINGS_OF, {"ids": list(practitioner_ids)}))


def all_listings() -> dict[UUID, frozenset[UUID]]:
    """Practitioner -> the payers that list them, for the whole tenant at once."""
    return _listed(db.session.execute(_LISTINGS))


def _listed(rows: Iterable[Any]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for practitioner_id, payer_id in rows:
        found.setdefault(practitioner_id, set()).add(payer_id)
    return {practitioner_id: frozenset(payers) for practitioner_id, payers in found.items()}
