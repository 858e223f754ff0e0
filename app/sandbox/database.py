"""The connection pool, the tables' creation and the locks that keep one effect to one message."""

import hashlib
import secrets
from collections.abc import Iterable

from sqlalchemy import BigInteger, Connection, Engine, cast, create_engine, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

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
        for name, value in (("secret", secrets.token_hex(32)), ("down", "0")):
            connection.execute(
                insert(schema.settings).values(name=name, value=value).on_conflict_do_nothing()
            )
        connection.execute(
            insert(schema.payers).values(payers.DEMO_PAYERS).on_conflict_do_nothing()
        )


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
