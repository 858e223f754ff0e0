"""Rows as they leave: sealed cells opened, values as JSON knows them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, and_, case, literal, select, true
from sqlalchemy.engine import Connection

from app.departing.catalogue import Part
from app.tenants.keys import open_bytes
from app.tenants.scope import current_tenant_id

AT_ONCE = 500
# Cells that were sealed under another name than that of their column.
SEALED_AS = {
    "claim_holds.note_sealed": "note",
    "tenant_papers.number_sealed": "number",
    "tenant_papers.body_sealed": "body",
}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def rows(connection: Connection, part: Part) -> Iterator[dict[str, Any]]:
    """Every row of the tenant in the order of its key, some hundred in memory at a time."""
    columns = [_asked(part, column) for column in part.columns]
    query = select(*columns).where(_own(part)).order_by(*part.table.primary_key)
    with connection.execute(query.execution_options(yield_per=AT_ONCE)) as found:
        for row in found.mappings():
            yield _plain(part, dict(row))


def files(connection: Connection, part: Part, column: str) -> Iterator[tuple[str, bytes]]:
    """The path and the opened bytes of every file in a column, one in memory at a time."""
    table = part.table
    kind = table.c.content_type if "content_type" in table.c else literal(None)
    query = (
        select(table.c.id, kind.label("kind"), table.c[column].label("sealed"))
        .where(_own(part), table.c[column].is_not(None))
        .order_by(*table.primary_key)
        .execution_options(yield_per=1)
    )
    with connection.execute(query) as found:
        for row in found:
            yield (
                path_of(part, column, row.id, row.kind),
                opened(table.name, column, row.id, row.sealed),
            )


def opened(table: str, column: str, row_id: UUID, sealed: bytes) -> bytes:
    """The bytes of one sealed cell. Raises CannotOpen, KeyDestroyed."""
    name = SEALED_AS.get(f"{table}.{column}", column)
    return open_bytes(sealed, table=table, column=name, row_id=row_id)


def path_of(part: Part, column: str, row_id: UUID, kind: str | None) -> str:
    """Where a file stands: by its row's id, so that no name of a patient is in it."""
    ending = ENDINGS.get(
        kind or "", "json" if part.files[column].startswith("messages/") else "bin"
    )
    return f"{part.files[column]}/{row_id}.{ending}"


def _own(part: Part) -> Any:
    return (
        and_(part.table.c.tenant_id == current_tenant_id())
        if "tenant_id" in part.table.c
        else true()
    )


def _asked(part: Part, column: Column[Any]) -> Any:
    """Of a file only whether there is one: its bytes are megabytes."""
    if column.name in part.files:
        return case((column.is_not(None), True), else_=False).label(column.name)
    return column


def _plain(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    told = {}
    for name, value in row.items():
        if name in part.files:
            told[name] = path_of(part, name, row["id"], row.get("content_type")) if value else None
        elif name.endswith("_sealed") and value is not None:
            told[name] = opened(part.name, name, row["id"], value).decode()
        else:
            told[name] = _as_json(value)
    return told


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, str | int | bool | float | list | dict):
        return value
    return str(value)
