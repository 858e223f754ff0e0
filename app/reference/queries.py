"""Reading payers, code systems and codes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from app.kernel.db import db, kept
from app.kernel.errors import NotFound
from app.reference.folding import fold_code
from app.reference.models import Code, CodeRelease, CodeSystem, Payer, PublicHoliday
from app.reference.wanted import Wanted, wanted

LONGEST_SEARCH = 80
MOST_CANDIDATES = 3000


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
    return {payer.id: kept(payer) for payer in db.session.scalars(_PAYERS)}


# Made once: pages and checks ask all the time.
_PAYERS = select(Payer).order_by(Payer.name_en)
_PAYER_NAMES = select(Payer.id, Payer.name_en, Payer.name_ar).order_by(Payer.name_en)


def payer_names() -> list[Any]:
    """Every payer there ever was: id, name_en, name_ar."""
    return list(db.session.execute(_PAYER_NAMES))


def public_holidays() -> frozenset[date]:
    """The days on which offices are closed besides the weekend."""
    return frozenset(db.session.scalars(select(PublicHoliday.day)))


def payer(payer_id: UUID) -> Payer:
    """The payer; raises NotFound."""
    found = db.session.get(Payer, payer_id)
    if found is None:
        raise NotFound
    return kept(found)


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


# Made once: every check asks.
_CODES_AT = (
    select(CodeSystem.uri, Code)
    .join(CodeSystem, CodeSystem.key == Code.system)
    .where(tuple_(CodeSystem.uri, Code.folded).in_(bindparam("pairs")))
)


def codes_at(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Code]:
    """The codes that exist among these (system's URI, code as typed), of several systems at once."""
    if not pairs:
        return {}
    folded = {pair: (pair[0], fold_code(pair[1])) for pair in pairs}
    rows = db.session.execute(_CODES_AT, {"pairs": list(set(folded.values()))})
    known = {(uri, found.folded): found for uri, found in rows}
    return {pair: known[key] for pair, key in folded.items() if key in known}


def search_codes(system: str, words: str, on: date, limit: int = 12) -> list[CodeHit]:
    """Codes by beginning (j06, J06.9) or by words in any order, billable ones first."""
    asked = wanted(words[:LONGEST_SEARCH])
    valid = select(Code).where(Code.system == system, _holds(Code, on))
    found: dict[str, Code] = {}
    # One query each: PostgreSQL answers an OR of the three by reading the whole table.
    for query in (_usual(valid, asked), _begun(valid, asked, limit), _worded(valid, asked, limit)):
        if query is not None and len(found) < limit:
            found |= {hit.code: hit for hit in db.session.scalars(query) if hit.code not in found}
    hits = sorted(found.values(), key=lambda hit: not hit.billable)[:limit]
    return [
        CodeHit(hit.system, hit.code, hit.display_en, hit.display_ar, hit.billable) for hit in hits
    ]


def _usual(valid: Select[Code], asked: Wanted) -> Select[Code] | None:
    """The codes that are usually meant by a lay word, in the order of its list."""
    if not asked.codes:
        return None
    place = case({code: place for place, code in enumerate(asked.codes)}, value=Code.code)
    return valid.where(Code.code.in_(asked.codes)).order_by(place)


def _begun(valid: Select[Code], asked: Wanted, limit: int) -> Select[Code] | None:
    """The very code, then those that begin with it."""
    if not asked.code_prefix:
        return None
    begins = Code.folded.startswith(asked.code_prefix, autoescape=True)
    exact = Code.folded == asked.code_prefix
    return (
        valid.where(begins).order_by(Code.billable.desc(), exact.desc(), Code.folded).limit(limit)
    )


def _worded(valid: Select[Code], asked: Wanted, limit: int) -> Select[Code] | None:
    """Those with all the words: first what begins with them, what is treated first, what is put shortly."""
    if not asked.tsquery:
        return None
    matches = Code.words.bool_op("@@")(func.to_tsquery("simple", asked.tsquery))
    # A word like "unspecified" stands in a third of the list. Rows lie in the order of their
    # first loading, the short and claimable ones in front, so the first few thousand will do.
    candidates = valid.where(matches).limit(MOST_CANDIDATES).subquery()
    hit = aliased(Code, candidates)
    begins = hit.search_text.startswith(asked.first_word, autoescape=True)
    later_visit = hit.search_text.regexp_match("sequela|subsequent encounter")
    return (
        select(hit)
        .order_by(hit.billable.desc(), begins.desc(), later_visit, func.length(hit.display_en), hit.code)
        .limit(limit)
    )  # fmt: skip


def _holds(kind: type[Code | Payer], on: date) -> ColumnElement[bool]:
    return (kind.valid_from <= on) & (kind.valid_to.is_(None) | (kind.valid_to >= on))


def is_read(uri: str) -> bool:
    """Does the system of this URI hold any code? Licensed lists may be named long before they are imported."""
    system = exists().where(CodeSystem.uri == uri, Code.system == CodeSystem.key)
    return bool(db.session.scalar(select(system)))


def code_count(system: str) -> int:
    """How many codes of a system are loaded."""
    return db.session.scalar(select(func.count()).where(Code.system == system)) or 0
