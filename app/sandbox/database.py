"""The connection pool, the tables' creation and the locks that keep one effect to one message."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Table,
    cast,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.sql.ddl import ExecutableDDLElement

from app.sandbox import payers, schema
from app.sandbox.config import Settings

_CREATION = "sandbox:creation"


def connect(settings: Settings) -> Engine:
    """A pool of psycopg connections to the simulator's database."""
    url = settings.database_url
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    return create_engine(
        url,
        pool_size=settings.pool_size,
        max_overflow=settings.pool_size,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC", "application_name": "maqbul-sandbox"},
    )


def create(engine: Engine) -> None:
    """Make schema, tables, demo payers and the signing secret; safe when several processes start at once."""
    with engine.begin() as connection:
        lock(connection, [_CREATION])
        if connection.scalar(select(func.to_regnamespace(schema.SCHEMA))) is None:
            connection.execute(text(f"CREATE SCHEMA {schema.SCHEMA}"))
        schema.metadata.create_all(connection)
        _add_columns(connection)
        for name, value in (("secret", secrets.token_hex(32)), ("down", "0")):
            connection.execute(
                insert(schema.settings).values(name=name, value=value).on_conflict_do_nothing()
            )
        connection.execute(
            insert(schema.payers).values(payers.DEMO_PAYERS).on_conflict_do_nothing()
        )


def _add_columns(connection: Connection) -> None:
    """Bring tables that an earlier version made up to the columns of this one."""
    known = inspect(connection)
    for table in schema.metadata.sorted_tables:
        there = {column["name"] for column in known.get_columns(table.name, schema.SCHEMA)}
        for column in table.columns:
            if column.name not in there:
                connection.execute(AddColumn(table, column))


class AddColumn(ExecutableDDLElement):
    """ALTER TABLE ... ADD COLUMN for a column as the schema describes it."""

    inherit_cache = False

    def __init__(self, table: Table, column: Column[Any]) -> None:
        self.table, self.column = table, column


@compiles(AddColumn)
def _written(element: AddColumn, compiler: DDLCompiler, **_options: Any) -> str:
    named = compiler.preparer.format_table(element.table)
    return f"ALTER TABLE {named} ADD COLUMN {compiler.get_column_specification(element.column)}"


def lock(connection: Connection, names: Iterable[str]) -> None:
    """Hold named locks until the transaction ends; always taken in one order, so that none waits in a ring."""
    numbers = {
        int.from_bytes(hashlib.sha256(n.encode()).digest()[:8], "big", signed=True) for n in names
    }
    ordered = func.unnest(cast(sorted(numbers), ARRAY(BigInteger))).column_valued("number")
    connection.execute(select(func.pg_advisory_xact_lock(ordered))).all()


def secret(engine: Engine) -> bytes:
    """The key that signs access tokens and forms, one for all processes."""
    with engine.connect() as connection:
        value = connection.scalar(
            select(schema.settings.c.value).where(schema.settings.c.name == "secret")
        )
    return bytes.fromhex(str(value))
