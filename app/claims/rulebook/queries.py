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
from app.contracts.models import Contract
from app.contracts.queries import contract_for, contracts
from app.contracts.rules import in_force
from app.kernel.clock import today
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


def agreed(contract: Contract | None) -> Parameters:
    """What a contract says of the checker's parameters."""
    if contract is None:
        return {}
    window = {"filing_window_days": contract.filing_days} if contract.filing_days else {}
    return {**window, **contract.check_parameters}


def agreed_today(payer_id: UUID | None) -> Parameters:
    """What is agreed with an insurer today; nothing without one."""
    return agreed(contract_for(payer_id, today())) if payer_id else {}


def agreed_with_all() -> dict[UUID, Parameters]:
    """What is agreed today with every insurer that has a contract."""
    by_payer: dict[UUID, list[Contract]] = {}
    for one in contracts():
        by_payer.setdefault(one.payer_id, []).append(one)
    in_force_now = {payer: in_force(several, today()) for payer, several in by_payer.items()}
    return {payer: agreed(one) for payer, one in in_force_now.items() if one is not None}


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
