"""The blueprint, and what several pages about patients show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint

from app.audit.trail import note_read
from app.kernel.clock import today
from app.patients import queries, rules, wording
from app.patients.models import Patient
from app.patients.values import PatientRow

blueprint = Blueprint("patients", __name__)


def listed(rows: Sequence[PatientRow]) -> list[dict[str, Any]]:
    """Lines ready to show; whoever sees them leaves a trace."""
    if rows:
        note_read("patients.listed", "patient", None, patients=[str(row.id) for row in rows])
    return [shown(row) for row in rows]


def shown(row: PatientRow) -> dict[str, Any]:
    """A line of a list in words."""
    return {
        "row": row,
        "name": wording.person_name(row),
        "sex": wording.SEXES[row.sex],
        "age": None if row.birth_date is None else rules.age(row.birth_date, today()),
    }


def by_id(ids: Sequence[UUID]) -> list[PatientRow]:
    """The rows of these patients, in this order."""
    found = {row.id: row for row in queries.rows(queries.by_ids(ids).values())}
    return [found[i] for i in ids if i in found]


def about(one: Patient) -> dict[str, Any]:
    """What the head of every page about one person shows."""
    (row,) = queries.rows([one])
    return {"patient": one, "phone": wording.phone_text(queries.phone(one)), **shown(row)}
