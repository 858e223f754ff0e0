"""Codes whose names share a word with any of many: what a suggestion is chosen from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from app.kernel.db import db
from app.reference.models import Code
from app.reference.queries import CodeHit

MOST_WORDS, MOST_FOUND = 400, 3_000


def named_by_any(systems: Collection[str], words: Collection[str], on: date) -> list[CodeHit]:
    """Billable codes of these systems that hold on the day and share a folded word; one query."""
    asked = [word for word in sorted(words) if word.isalnum()][:MOST_WORDS]
    if not asked or not systems:
        return []
    matches = Code.words.bool_op("@@")(func.to_tsquery("simple", " | ".join(asked)))
    holds = (Code.valid_from <= on) & (Code.valid_to.is_(None) | (Code.valid_to >= on))
    query = select(Code).where(Code.system.in_(systems), Code.billable, holds, matches)
    return [
        CodeHit(hit.system, hit.code, hit.display_en, hit.display_ar, hit.billable)
        for hit in db.session.scalars(query.limit(MOST_FOUND))
    ]
