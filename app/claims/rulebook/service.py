"""The verbs on the edits' settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.audit.trail import note
from app.claims.errors import UnknownParameter
from app.claims.rulebook.errors import EditLocked, NothingSet, SettingEndsBeforeItBegins
from app.claims.rulebook.models import EditSetting
from app.claims.rulebook.queries import edit
from app.claims.rulebook.rules import LOCKED
from app.claims.scrubbing.settings import read
from app.claims.values import Parameters
from app.kernel.db import db
from app.reference.queries import payer
from app.tenants.scope import actor_id


@dataclass(frozen=True, kw_only=True)
class NewSetting:
    """How an edit is to be set: `payer_id` None is for all, `severity` None leaves it as it is."""

    edit: str
    valid_from: date
    reason: str
    valid_to: date | None = None
    payer_id: UUID | None = None
    severity: str | None = None
    parameters: Parameters = field(default_factory=dict)
    back_to_delivered: bool = False


def set_edit(new: NewSetting) -> EditSetting:
    """Enter a dated setting; what was before stays for the days before.

    Raises NotFound, EditLocked, NothingSet, SettingEndsBeforeItBegins, UnknownParameter.
    """
    check_setting(new)
    row = EditSetting(
        edit=new.edit,
        payer_id=new.payer_id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        severity=new.severity,
        parameters=dict(new.parameters),
        reason=new.reason,
        entered_by=actor_id(),
    )
    db.session.add(row)
    db.session.flush()
    note(
        "rule.edit_set", "edit_setting", row.id, edit=new.edit, severity=new.severity,
        payer_id=str(new.payer_id) if new.payer_id else None, parameters=row.parameters,
        valid_from=new.valid_from.isoformat(),
        valid_to=new.valid_to.isoformat() if new.valid_to else None,
    )  # fmt: skip
    return row


def check_setting(new: NewSetting) -> None:
    """Refuse what cannot be set; raises as `set_edit` does."""
    foreign = set(new.parameters) - set(edit(new.edit).parameters)
    if foreign:
        raise UnknownParameter(name=min(foreign))
    if new.payer_id is not None:
        payer(new.payer_id)
    if new.severity is not None and new.edit in LOCKED:
        raise EditLocked
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise SettingEndsBeforeItBegins
    if not new.back_to_delivered and new.severity is None and not new.parameters:
        raise NothingSet
    read(new.parameters)
