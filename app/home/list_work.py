"""Lists that came with the account and wait for a decision, as rows of the first page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from app.imports import queries
from app.imports.kinds import kind_named
from app.imports.states import CHOSEN
from app.kernel.clock import muscat_day, today
from app.kernel.words import N_


def rows(limit: int) -> list[dict[str, Any]]:
    """The values of one row of work for each list."""
    return [_row(one) for one in queries.brought_and_waiting(limit)]


def _row(one: Row[Any]) -> dict[str, Any]:
    asks_for_columns = one.status == CHOSEN
    left = (muscat_day(one.kept_until) - today()).days if one.kept_until else None
    return {
        "kind": "list",
        "reference": _(kind_named(one.kind).title),
        "endpoint": "imports.columns" if asks_for_columns else "imports.show",
        "values": {"import_id": one.id},
        "why": N_("A list that came with your account waits for you to say which column is which.")
        if asks_for_columns
        else N_("Rows of a list that came with your account wait for your decision."),
        "verb": N_("Look at them"),
        "tone": "amber",
        "days": max(left, 0) if left is not None else None,
    }
