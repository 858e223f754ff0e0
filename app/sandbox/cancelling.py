"""Letting go of claims and approvals: withdrawn while unpaid, or struck as entered in error, paid or not."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from app.sandbox import approving, relations, schema, tasks
from app.sandbox.bundles import Sealed
from app.sandbox.fields import code_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.reading import ZERO
from app.sandbox.refusals import Finding

_CLAIMS = schema.claims
NULLIFY = "nullify"
IN_ERROR = {"WI", "TAS"}


def cancel(connection: Connection, message: Message, now: datetime) -> Sealed:
    """Cancel what is posted and unpaid, nullify a wrong entry, let go of an approval that no claim uses."""
    row = connection.execute(
        select(_CLAIMS)
        .where(
            _CLAIMS.c.sender == message.sender,
            _CLAIMS.c.payer == message.receiver,
            _CLAIMS.c.focal_system == text_at(message.focal, "focus", "identifier", "system"),
            _CLAIMS.c.focal_value == text_at(message.focal, "focus", "identifier", "value"),
        )
        .with_for_update()
    ).one_or_none()
    struck = code_at(message.focal, "code") == NULLIFY
    if row is None:
        return tasks.refuse(message, [Finding("SBX-030", "Task.focus")], now)
    reason = code_at(message.focal, "reasonCode")
    if code := _against(connection, row, reason, struck=struck):
        return tasks.refuse(message, [Finding(code, "Task.focus")], now)
    connection.execute(
        update(_CLAIMS)
        .where(_CLAIMS.c.id == row.id)
        .values(state="cancelled", struck=struck, benefit=ZERO, due_at=None, asked=None)
    )
    relations.let_go(connection, row)
    told = tasks.output("status", "valueString", "nullified" if struck else "cancelled")
    return tasks.complete(message, now, [told], message.receiver)


def _against(connection: Connection, row: Any, reason: str, *, struck: bool) -> str:
    """The code of why it cannot be let go, or an empty string."""
    if row.state == "cancelled":
        return "BV-00143"
    if row.superseded_by is not None or (row.paid != 0 and not struck):
        return "BV-00446"
    if struck and reason not in IN_ERROR:
        return "SBX-038"
    return "SBX-039" if approving.in_use(connection, row) else ""
