"""Templates of usual visits: make, change, remove, find by a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select

from app.audit.trail import note
from app.claims.habits.errors import NoSuchCode, TemplateEmpty, TemplateStale, WordTaken
from app.claims.habits.favourites import known_services
from app.claims.habits.models import VisitTemplate
from app.kernel.db import db
from app.practitioners.queries import practitioner
from app.reference.folding import fold_words
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM
from app.tenants.scope import actor_id, find

MOST = 200


@dataclass(frozen=True, kw_only=True)
class TemplateDraft:
    """A template as typed: `words` call it besides its name, lines are local code and quantity."""

    name: str
    words: tuple[str, ...] = ()
    practitioner_id: UUID | None = None
    diagnoses: tuple[str, ...] = ()
    lines: tuple[tuple[str, Decimal], ...] = ()


def template(template_id: UUID) -> VisitTemplate:
    """The template; raises NotFound."""
    return find(VisitTemplate, template_id)


def templates(practitioner_id: UUID | None = None) -> list[VisitTemplate]:
    """The clinic's templates by name; with a doctor, those of the clinic and the doctor's own."""
    query = select(VisitTemplate).order_by(VisitTemplate.name, VisitTemplate.id).limit(MOST)
    if practitioner_id is not None:
        mine = VisitTemplate.practitioner_id == practitioner_id
        query = query.where(or_(VisitTemplate.practitioner_id.is_(None), mine))
    return list(db.session.scalars(query))


def names(practitioner_id: UUID | None) -> list[str]:
    """What the entry page proposes while a template's word is typed."""
    found = templates(practitioner_id) if practitioner_id else _of_clinic()
    return [one.name for one in found]


def _of_clinic() -> list[VisitTemplate]:
    query = select(VisitTemplate).where(VisitTemplate.practitioner_id.is_(None))
    return list(
        db.session.scalars(query.order_by(VisitTemplate.name, VisitTemplate.id).limit(MOST))
    )


def called(word: str, practitioner_id: UUID | None) -> VisitTemplate | None:
    """The template of this name or word, in either script; the doctor's own before the clinic's."""
    wanted = fold_words(word)
    own = templates(practitioner_id) if practitioner_id else _of_clinic()
    found = [one for one in own if wanted and wanted in _calls(one)]
    return min(found, key=lambda one: one.practitioner_id is None, default=None)


def lines_of(row: VisitTemplate) -> list[tuple[str, Decimal]]:
    """Local code and quantity of each line."""
    return [(code, Decimal(quantity)) for code, quantity in row.lines]


def add(draft: TemplateDraft) -> VisitTemplate:
    """A new template; raises NoSuchCode, TemplateEmpty, WordTaken, NotFound."""
    row = VisitTemplate(created_by=actor_id())
    _write(row, draft)
    db.session.add(row)
    db.session.flush()
    note("template.added", "visit_template", row.id, **_told(row))
    return row


def change(template_id: UUID, draft: TemplateDraft, version: int) -> VisitTemplate:
    """Write what was typed; raises NoSuchCode, TemplateEmpty, TemplateStale, WordTaken, NotFound."""
    row = find(VisitTemplate, template_id, for_update=True)
    if row.version != version:
        raise TemplateStale
    _write(row, draft)
    db.session.flush()
    note("template.changed", "visit_template", row.id, **_told(row))
    return row


def remove(template_id: UUID) -> None:
    """Take a template away; claims made from it stay as they are. Raises NotFound."""
    row = find(VisitTemplate, template_id, for_update=True)
    note("template.removed", "visit_template", row.id, **_told(row))
    db.session.delete(row)
    db.session.flush()


def _write(row: VisitTemplate, draft: TemplateDraft) -> None:
    if not draft.diagnoses and not draft.lines:
        raise TemplateEmpty
    if draft.practitioner_id is not None:
        practitioner(draft.practitioner_id)
    diagnoses, lines = _diagnoses(draft.diagnoses), _lines(draft.lines)
    words = list(dict.fromkeys(folded for word in draft.words if (folded := fold_words(word))))
    _refuse_taken(row, draft, words)
    row.name, row.words, row.practitioner_id = draft.name, words, draft.practitioner_id
    row.diagnoses, row.lines = diagnoses, lines


def _diagnoses(codes: Sequence[str]) -> list[str]:
    known = codes_by(ICD_10_CM, codes)
    for code in codes:
        if code not in known:
            raise NoSuchCode(code=code).beside("diagnoses")
    return list(dict.fromkeys(known[code].code for code in codes))


def _lines(lines: Sequence[tuple[str, Decimal]]) -> list[list[str]]:
    known = known_services([spelled for code, _ in lines for spelled in (code, code.upper())])
    found = []
    for code, quantity in lines:
        spelled = next((one for one in (code, code.upper()) if one in known), None)
        if spelled is None:
            raise NoSuchCode(code=code).beside("services")
        found.append([spelled, f"{quantity.normalize():f}"])
    return found


def _refuse_taken(row: VisitTemplate, draft: TemplateDraft, words: list[str]) -> None:
    """One word calls one template, as far as one doctor sees them."""
    wanted = {fold_words(draft.name), *words}
    for other in templates():
        shared = draft.practitioner_id == other.practitioner_id
        taken = wanted & _calls(other) if other.id != row.id and shared else set()
        if taken:
            raise WordTaken(word=min(taken), name=other.name)


def _calls(row: VisitTemplate) -> set[str]:
    return {fold_words(row.name), *row.words}


def _told(row: VisitTemplate) -> dict[str, object]:
    """For the trail: codes only."""
    return {"diagnoses": row.diagnoses, "lines": row.lines}
