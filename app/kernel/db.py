"""The database session, the naming convention, and one commit per request."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Computed, DateTime, MetaData, Numeric, Text, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Row = TypeVar("Row")
View = TypeVar("View", bound=Callable[..., Any])
# A restart of PostgreSQL takes longer.
IDLE_SECONDS = 1.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

Money = Numeric(18, 3)


class Base(DeclarativeBase):
    """What every table shares: text without length, aware moments, named constraints."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={str: Text(), datetime: DateTime(timezone=True)},
    )


# The name of the engine that connects as the operator's role.
PLATFORM_ENGINE = "platform"
on_platform: ContextVar[bool] = ContextVar("on_platform", default=False)


class HouseSession(Session):
    """The session speaks to PostgreSQL as the role of the present work."""

    def get_bind(
        self, mapper: Any | None = None, clause: Any | None = None,
        bind: Engine | Connection | None = None, **options: Any,
    ) -> Engine | Connection:  # fmt: skip
        """The operator's engine inside `on_platform`, else the runtime's."""
        if bind is None and on_platform.get():
            return engine()
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **options)


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession})


def muscat_day(moment: str) -> Computed:
    """A stored column with the Muscat day of another column's moment.

    An expression would do for a query, but behind row-level security PostgreSQL keeps no such expression to an index.
    """
    return Computed(f"(timezone('Asia/Muscat', {moment}))::date", persisted=True)


def engine() -> Engine:
    """The engine of the present work, for what is written in a transaction of its own."""
    return db.engines[PLATFORM_ENGINE] if on_platform.get() else db.engine


def kept(row: Row) -> Row:
    """The row, remembered until the session ends: SQLAlchemy alone forgets what nobody holds, and asks again."""
    db.session.info.setdefault("kept", {})[id(row)] = row
    return row


def psycopg_url(address: str) -> URL:
    """The address with the psycopg 3 driver named."""
    return make_url(address).set(drivername="postgresql+psycopg")


def engine_options(pool_size: int) -> dict[str, Any]:
    """As many connections as threads: more would wait in PostgreSQL instead of here.

    `watch_connections` looks after those that lay idle.
    """
    return {
        "pool_size": pool_size,
        "max_overflow": 2,
        "pool_timeout": 10,
        "pool_recycle": 1800,
        # An error's text goes to the log; what was bound may be a patient's name or a token's hash.
        "hide_parameters": True,
        "connect_args": {
            "connect_timeout": 5,
            "application_name": "maqbul",
            # Nobody waits for a row, or keeps one from others, longer than a person would; and no
            # statement of ours has reason to run for two minutes.
            "options": "-c lock_timeout=15s -c statement_timeout=120s "
            "-c idle_in_transaction_session_timeout=120s",
        },
    }


def watch_connections(engine: Engine) -> None:
    """Ask a connection that lay idle whether it still lives; one used a moment ago need not say so."""

    @event.listens_for(engine, "checkin")
    def note_time(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("used_at", 0.0) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # The pool opens another one and tries again.


def reads_only(view: View) -> View:
    """A POST that only reads, because what is asked may not stand in an address: needs no form token."""
    view.__dict__["reads_only"] = True
    return view


def only_reads() -> bool:
    """Whether the present request may not write."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE_METHODS or getattr(view, "reads_only", False)


def commit_after_request(app: Flask) -> None:
    """One request, one commit, after success. A GET runs in a read-only transaction."""

    @app.before_request
    def choose_access() -> None:
        g.read_only = only_reads()

    @app.after_request
    def settle(response: Response) -> Response:
        if only_reads() or response.status_code >= 400:
            db.session.rollback()
        else:
            db.session.commit()
        return response
