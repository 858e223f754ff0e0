"""Reading payers, code systems and codes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.db import db
from app.kernel.errors import NotFound
from app.reference.folding import fold_code
from app.reference.models import Code, CodeRelease, CodeSystem, Payer
from app.reference.wanted import Wanted, wanted

LONGEST_SEARCH = 80


@dataclass(frozen=True)
class CodeHit:
    """A code that was found. A code that is not billable is a heading and cannot be claimed."""

    system: str
    code: str
    display: str
    display_ar: str | None
    billable: bool

    def shown(self, language: str) -> str:
        """What the code means, in Arabic where that is known and asked for."""
        return (self.display_ar if language == "ar" else None) or self.display


def payers(on: date) -> list[Payer]:
    """The payers that may be asked on a day, by English name."""
    return list(db.session.scalars(select(Payer).where(_holds(Payer, on)).order_by(Payer.name_en)))


def all_payers() -> dict[UUID, Payer]:
    """Every payer there ever was, for lists that show the past."""
    return {payer.id: payer for payer in db.session.scalars(select(Payer).order_by(Payer.name_en))}


def payer(payer_id: UUID) -> Payer:
    """The payer; raises NotFound."""
    found = db.session.get(Payer, payer_id)
    if found is None:
        raise NotFound
    return found


def payer_by_licence(licence: str) -> Payer | None:
    """The payer with this licence on the exchange."""
    return db.session.scalars(select(Payer).where(Payer.licence == licence)).one_or_none()


def systems() -> list[CodeSystem]:
    """Every code system, by English name."""
    return list(db.session.scalars(select(CodeSystem).order_by(CodeSystem.name_en)))


def system(key: str) -> CodeSystem:
    """The code system; raises NotFound."""
    found = db.session.get(CodeSystem, key)
    if found is None:
        raise NotFound
    return found


def releases() -> list[CodeRelease]:
    """Every loaded edition of every system, the newest first."""
    newest_first = CodeRelease.valid_from.desc(), CodeRelease.version.desc()
    return list(db.session.scalars(select(CodeRelease).order_by(CodeRelease.system, *newest_first)))


def code(system: str, code: str) -> Code | None:
    """The code however it was typed (j069, J06.9), retired ones too: their dates tell."""
    return codes_by(system, [code]).get(code)


def codes_by(system: str, codes: Collection[str]) -> dict[str, Code]:
    """The codes that exist, each under the spelling it was asked for."""
    folded = {typed: fold_code(typed) for typed in codes}
    query = select(Code).where(Code.system == system, Code.folded.in_(set(folded.values())))
    known = {found.folded: found for found in db.session.scalars(query)}
    return {typed: known[key] for typed, key in folded.items() if key in known}


def search_codes(system: str, words: str, on: date, limit: int = 12) -> list[CodeHit]:
    """Codes by beginning (j06, J06.9) or by words in any order, billable ones first."""
    asked = wanted(words[:LONGEST_SEARCH])
    if asked.is_empty:
        return []
    matches = or_(*_matches(asked))
    query = (
        select(Code.system, Code.code, Code.display_en, Code.display_ar, Code.billable)
        .where(Code.system == system, _holds(Code, on), matches)
        .order_by(*_best_first(asked))
        .limit(limit)
    )
    return [CodeHit(*row) for row in db.session.execute(query)]


def _matches(asked: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.code_prefix:
        found.append(Code.folded.startswith(asked.code_prefix, autoescape=True))
    if asked.tsquery:
        found.append(Code.words.bool_op("@@")(func.to_tsquery("simple", asked.tsquery)))
    if asked.codes:
        found.append(Code.code.in_(asked.codes))
    return found


def _best_first(asked: Wanted) -> tuple[ColumnElement[Any] | InstrumentedAttribute[str], ...]:
    """What can be claimed; then the very code, its beginnings, the usual ones; then the plainest words."""
    exact = Code.folded == (asked.code_prefix or "")
    begins = Code.folded.startswith(asked.code_prefix or "\x01", autoescape=True)
    usual = {code: place for place, code in enumerate(asked.codes)}
    place = case(usual, value=Code.code, else_=len(usual)) if usual else case((exact, 0), else_=1)
    return (
        Code.billable.desc(),
        exact.desc(),
        begins.desc(),
        place,
        func.length(Code.display_en),
        Code.code,
    )


def _holds(kind: type[Code | Payer], on: date) -> ColumnElement[bool]:
    return (kind.valid_from <= on) & (kind.valid_to.is_(None) | (kind.valid_to >= on))


def code_count(system: str) -> int:
    """How many codes of a system are loaded."""
    return db.session.scalar(select(func.count()).where(Code.system == system)) or 0
