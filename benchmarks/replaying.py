"""Writing the recorded rows again under fresh identities."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from app.kernel.ids import new_id
from benchmarks.recording import CHAIN_END, Recipe

LOOKS_LIKE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Target:
    """Where the rows belong this time."""

    tenant_id: UUID
    user_id: UUID
    lane_id: UUID
    claim_id: UUID


def replay(connection: psycopg.Connection, recipe: Recipe, target: Target) -> None:
    """One submit's writes in one transaction, for another claim."""
    names = _Names(recipe, target)
    with connection.transaction(), connection.cursor() as cursor:
        for one in recipe.statements:
            parameters = [names.of_row(row) for row in one.parameters]
            if one.many:
                cursor.executemany(one.text, parameters)
                continue
            cursor.execute(one.text, parameters[0])
            if CHAIN_END in one.text:
                row = cursor.fetchone()
                assert row is not None
                names.shift = row[0] - recipe.seq


class _Names:
    """What each recorded value is called this time: ids are fresh, and the same one in every row."""

    def __init__(self, recipe: Recipe, target: Target) -> None:
        self.shift = 0
        self._number = recipe.number
        self._new_number = str(new_id())[-len(recipe.number) :]
        self._ids = {
            recipe.tenant_id: target.tenant_id,
            recipe.user_id: target.user_id,
            recipe.claim_id: target.claim_id,
            recipe.lane_id: target.lane_id,
            recipe.payer_id: recipe.payer_id,
        }

    def of_row(self, row: Any) -> Any:
        if isinstance(row, dict):
            return {name: self._value(value, name) for name, value in row.items()}
        return None if row is None else [self._value(value) for value in row]

    def _value(self, value: Any, name: str = "") -> Any:
        if isinstance(value, UUID):
            return self._ids.setdefault(value, new_id())
        if name == "rows":
            return json.dumps([self.of_row(row) for row in json.loads(value)])
        if isinstance(value, str):
            return self._text(value)
        return value + self.shift if name == "seq" else value

    def _text(self, value: str) -> str:
        if len(value) == 36 and LOOKS_LIKE_ID.fullmatch(value):
            return str(self._ids.setdefault(UUID(value), new_id()))
        return value.replace(self._number, self._new_number)
