"""Rows of this tenant by their ids, in one statement at most."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.kernel.db import db, kept
from app.tenants.scope import TenantOwned, current_tenant_id

Owned = TypeVar("Owned", bound=TenantOwned)


def by_ids(kind: type[Owned], ids: Iterable[UUID | None]) -> dict[UUID, Owned]:
    """The rows that exist among these, by id; what the session holds is not asked for again."""
    wanted = {one for one in ids if one is not None}
    found = {row.id: row for one in wanted if (row := _held(kind, one))}
    missing = wanted - found.keys()
    if missing:
        query = _among(kind)  # type: ignore[arg-type] # mypy does not see that a class is hashable
        rows = db.session.scalars(query, {"ids": list(missing)})
        found |= {row.id: kept(row) for row in rows}
    return found


@cache
def _among(kind: type[TenantOwned]) -> Select[Any]:
    return select(kind).where(kind.id.in_(bindparam("ids")))


def _held(kind: type[Owned], one: UUID) -> Owned | None:
    session: Session = db.session()
    row = session.identity_map.get(identity_key(kind, (current_tenant_id(), one)))
    return row if row is not None and not inspect(row).expired else None
