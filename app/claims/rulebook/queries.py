"""What the checker is told about a payer on a day, and the settings as they were entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.claims.rulebook import rules
from app.claims.rulebook.models import EditSetting
from app.claims.scrubbing import EDITS
from app.claims.scrubbing.edit import Edit
from app.claims.values import Parameters
from app.kernel.db import db
from app.kernel.errors import NotFound

Pair = tuple[UUID, date]


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """What the clinic set for one payer and day."""

    settings: Parameters

    def over(self, agreed: Parameters) -> Parameters:
        """The checker's parameters: the clinic's own over those agreed in the contract."""
        return rules.over(agreed, self.settings)


def rulebook(payer_id: UUID, on: date) -> Rulebook:
    """The rulebook for one payer on a day of service."""
    return rulebooks([(payer_id, on)])[payer_id, on]


def rulebooks(pairs: Iterable[Pair]) -> Mapping[Pair, Rulebook]:
    """The rulebooks for many payers and days, read at once."""
    wanted = set(pairs)
    settings = _settings({payer for payer, _on in wanted})
    return {
        (payer, on): Rulebook(settings=rules.parameters(settings, payer, on))
        for payer, on in wanted
    }


def _settings(payer_ids: set[UUID]) -> list[rules.Setting]:
    query = select(EditSetting).where(
        or_(EditSetting.payer_id.is_(None), EditSetting.payer_id.in_(payer_ids))
    )
    return [as_setting(row) for row in db.session.scalars(query)]


def all_settings() -> list[rules.Setting]:
    """Every setting ever entered, for all payers."""
    return [as_setting(row) for row in db.session.scalars(select(EditSetting))]


def as_setting(row: EditSetting) -> rules.Setting:
    """The row as a plain value."""
    return rules.Setting(
        edit=row.edit,
        payer_id=row.payer_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        severity=row.severity,
        parameters=row.parameters,
        entered_at=row.entered_at,
    )


def edit(code: str) -> Edit:
    """The edit of this code; raises NotFound."""
    if code not in EDITS:
        raise NotFound
    return EDITS[code]


def history(code: str) -> list[EditSetting]:
    """What was ever set for an edit, the newest entry first."""
    query = (
        select(EditSetting)
        .where(EditSetting.edit == code)
        .order_by(EditSetting.entered_at.desc(), EditSetting.id.desc())
    )
    return list(db.session.scalars(query))
