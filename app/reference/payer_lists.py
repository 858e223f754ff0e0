"""Loading the list of payers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.kernel.db import db
from app.kernel.sheets import Heading, Row, read_table, rows_under
from app.reference.errors import EmptyList
from app.reference.imports import Outcome
from app.reference.models import Payer

HEADINGS = (
    Heading("licence", ("licence", "license", "الترخيص"), needed=True),
    Heading("name_en", ("name_en", "name", "الاسم بالإنجليزية"), needed=True),
    Heading("name_ar", ("name_ar", "الاسم بالعربية"), needed=True),
    Heading("kind", ("kind", "type", "النوع")),
    Heading("valid_from", ("valid_from", "from", "من"), needed=True),
    Heading("valid_to", ("valid_to", "to", "إلى")),
    Heading("approval_minutes", ("approval_minutes", "دقائق الموافقة")),
)
KINDS = frozenset({"insurer", "tpa"})
USUAL_APPROVAL_MINUTES = 30


def load_payers(content: bytes, *, dry_run: bool = False) -> Outcome:
    """Add and correct payers by licence; none is ever taken away. Raises EmptyList and what reading raises."""
    outcome = Outcome()
    known = {payer.licence: payer for payer in db.session.scalars(select(Payer))}
    rows = list(rows_under(read_table(content), HEADINGS))
    if not rows:
        raise EmptyList
    for row in rows:
        try:
            facts = _facts(row)
        except ValueError as error:
            outcome.skipped.append(f"row {row.number}: {error}")
            continue
        _count(outcome, known.get(facts["licence"]), facts, dry_run=dry_run)
    if not dry_run:
        db.session.flush()
    return outcome


def _facts(row: Row) -> dict[str, Any]:
    if not (row["licence"] and row["name_en"] and row["name_ar"]):
        raise ValueError("licence or a name is missing")
    kind = row["kind"].casefold() or "insurer"
    if kind not in KINDS:
        raise ValueError(f"kind {kind} is neither insurer nor tpa")
    return {
        "licence": row["licence"],
        "kind": kind,
        "name_en": row["name_en"],
        "name_ar": row["name_ar"],
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "approval_minutes": int(row["approval_minutes"] or USUAL_APPROVAL_MINUTES),
    }


def _count(outcome: Outcome, payer: Payer | None, facts: dict[str, Any], *, dry_run: bool) -> None:
    if payer is None:
        outcome.created += 1
        if not dry_run:
            db.session.add(Payer(**facts))
    elif any(getattr(payer, name) != value for name, value in facts.items()):
        outcome.changed += 1
        if not dry_run:
            for name, value in facts.items():
                setattr(payer, name, value)
    else:
        outcome.unchanged += 1
