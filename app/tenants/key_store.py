"""The table of wrapped keys, read whole for its file, and put back beside a restored dump."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, create_engine, insert, inspect, select, text, update

from app.kernel.db import psycopg_url
from app.tenants.key_files import COLUMNS, WrappedKey
from app.tenants.models import CLOSED, Tenant, TenantKey

KEYS: Table = TenantKey.__table__  # type: ignore[assignment] # Declared as the wider type.
TENANTS: Table = Tenant.__table__  # type: ignore[assignment] # Declared as the wider type.
IN_TENANT = text("SELECT set_config('app.tenant', :tenant, true)")


class NotForThisDump(RuntimeError):
    """The keys cannot stand beside the data that is there; says why."""


@dataclass(frozen=True)
class PutBack:
    """What stands after a restoration: keys put back, tenants whose keys were destroyed since, tenants not in the dump."""

    keys: int
    closed: list[UUID]
    unknown: list[UUID]


def all_keys(keys_url: str) -> list[WrappedKey]:
    """Every version of every tenant's keys, in one look; needs the keys' role."""
    engine = create_engine(psycopg_url(keys_url))
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(*(KEYS.c[name] for name in COLUMNS)))
            return [WrappedKey(**row) for row in rows.mappings()]
    finally:
        engine.dispose()


def put_back(owner_url: str, keys: Sequence[WrappedKey], *, dry_run: bool) -> PutBack:
    """The keys of the tenants of a restored dump, in one transaction; who lost theirs since is closed. Raises NotForThisDump."""
    engine = create_engine(psycopg_url(owner_url))
    try:
        with engine.connect() as connection:
            done = _put_back(connection, keys)
            (connection.rollback if dry_run else connection.commit)()
            return done
    finally:
        engine.dispose()


def _put_back(connection: Connection, keys: Sequence[WrappedKey]) -> PutBack:
    tenants = set(connection.scalars(select(TENANTS.c.id)))
    known = {one.tenant_id for one in keys}
    if tenants - known:
        raise NotForThisDump(
            f"The file is older than the dump: it says nothing of {len(tenants - known)} tenants. Take the newest file."
        )
    if not inspect(connection).has_table(KEYS.name):
        _make_table(connection)
    alive = {one.tenant_id for one in keys if one.is_alive}
    closed = []
    for tenant_id in sorted(tenants):
        connection.execute(IN_TENANT, {"tenant": str(tenant_id)})
        _insert(connection, [one for one in keys if one.tenant_id == tenant_id])
        if tenant_id not in alive and _close(connection, tenant_id):
            closed.append(tenant_id)
    put = sum(one.tenant_id in tenants for one in keys)
    return PutBack(put, closed, sorted(known - tenants))


def _make_table(connection: Connection) -> None:
    """As the migrations made it: the dump holds neither its rows nor its shape."""
    from migrations.walls import keep_keys_apart, protect

    KEYS.create(connection)
    with Operations.context(MigrationContext.configure(connection)):
        protect(KEYS.name, grants="SELECT, INSERT, UPDATE")
        keep_keys_apart()


def _insert(connection: Connection, keys: Iterable[WrappedKey]) -> None:
    if connection.execute(select(KEYS.c.id).limit(1)).first():
        raise NotForThisDump("There are keys already: they are put back into a restored dump only.")
    connection.execute(insert(KEYS), [asdict(one) for one in keys])


def _close(connection: Connection, tenant_id: UUID) -> bool:
    """Whoever was deleted after the dump comes back without keys: nobody may begin anything there."""
    closing = update(TENANTS).where(TENANTS.c.id == tenant_id, TENANTS.c.status != CLOSED)
    return bool(connection.execute(closing.values(status=CLOSED)).rowcount)
