"""Bringing a database to the newest migration, and comparing it with the models."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from app.kernel.db import psycopg_url

# Made by migrations, used by plain SQL: the tables no model describes.
UNMODELLED = frozenset(
    {
        "idempotency_results",
        "platform_results",
        "practised_tables",
        "throttle_buckets",
        "alembic_version",
    }
)
DIRECTORY = Path(__file__).parents[2] / "migrations"


def upgrade(owner_url: str) -> str:
    """Run all migrations that are missing; returns the revision reached."""
    engine = create_engine(psycopg_url(owner_url))
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
            return current(connection) or ""
    finally:
        engine.dispose()


def drift(owner_url: str) -> list[Any]:
    """Where models and migrated tables differ; empty when they agree."""
    from alembic.autogenerate import compare_metadata

    from app.kernel.db import Base

    engine = create_engine(psycopg_url(owner_url))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "include_name": is_ours,
                },
            )
            return compare_metadata(context, Base.metadata)
    finally:
        engine.dispose()


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether models and database are compared on this name."""
    return not (
        kind == "table"
        and name is not None
        and (name.startswith("procrastinate_") or name in UNMODELLED)
    )


def current(connection: Connection) -> str | None:
    """The revision a database is at."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """The newest revision there is; read once, since anybody may ask whether we are ready."""
    return ScriptDirectory(str(DIRECTORY)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    return config
