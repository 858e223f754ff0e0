"""The application, its database, the cast, and the guards that keep tests shut in."""

from __future__ import annotations

import base64
import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, select, text, update

from app import create_app
from app.access.session_store import hash_of
from app.config import Settings
from app.kernel.clock import MUSCAT, now
from app.kernel.cluster import Cluster
from app.kernel.db import db
from app.platform_admin import sessions as desk_sessions
from app.platform_admin.models import PlatformPerson, PlatformSession
from app.tenants.scope import as_platform, in_tenant
from tests import cast, database, renewal, suites
from tests.cast import Person
from tests.page import PageClient

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
A_SUNDAY_MORNING = datetime(2026, 11, 22, 9, 15, tzinfo=MUSCAT)

# Bytes and words up to this many stand in a test's name.
LONGEST_NAMED = 100


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        database.choose_home()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and os.environ.get(database.HOME):
        _remove_cluster()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file or a long text is named by its place: a file made by each worker anew may tell the second.

    Two workers that disagree about the name of one test run none at all.
    """
    return argname if isinstance(val, bytes | str) and len(val) > LONGEST_NAMED else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of a folder that runs by itself bears the folder's mark, before anybody chooses by marks."""
    for item in items:
        for mark in suites.marks_of(item.path):
            item.add_marker(mark)


def _remove_cluster() -> None:
    import shutil

    home = os.environ[database.HOME]
    Cluster(home, durable=False).stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """No test speaks to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The throwaway PostgreSQL of this run."""
    with database.one_at_a_time():
        return database.cluster()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> None:
    """The migrated template with the cast in it; the first worker makes it."""
    with database.one_at_a_time():
        with database.admin(cluster) as connection:
            if database.exists(connection, database.TEMPLATE):
                return
        database.make_template(cluster)
        app = create_app(settings_for(cluster, database.TEMPLATE))
        with app.app_context():
            cast.play()
            database.let_go_of_engines()


@pytest.fixture(scope="session")
def database_name() -> str:
    return f"maqbul_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"


def settings_for(cluster: Cluster, name: str, **changes: Any) -> Settings:
    """Settings of a test installation on one database, as the runtime role."""
    values: dict[str, Any] = {
        "database_url": cluster.url(name, "maqbul_app", database.PASSWORD),
        "database_owner_url": cluster.url(name, "maqbul_owner", database.PASSWORD),
        "database_platform_url": cluster.url(name, "maqbul_platform", database.PASSWORD),
        "database_admin_url": cluster.url("postgres"),
        "database_backup_url": cluster.url(name, "maqbul_backup", database.PASSWORD),
        "database_keys_url": cluster.url(name, "maqbul_keys", database.PASSWORD),
        "secret_key": "only-for-tests-" + "x" * 32,
        "master_key": base64.b64decode("bWFxYnVsLW9ubHktZm9yLXRlc3RzLTMyYnl0ZXMhISE="),
        "installation": "test",
        # A name, since passkeys are made for names.
        "base_url": "http://localhost:8000",
        "exchange_base_url": "http://127.0.0.1:9",
        "exchange_profile": "sandbox",
        "exchange_client_id": "demo-client",
        "exchange_client_secret": "demo-secret",
        "live_exchange_profile": "assumed",
        "live_exchange_base_url": "http://127.0.0.1:9",
        "live_exchange_client_id": "live-client",
        "live_exchange_client_secret": "live-secret",
        "data_site": "OM-Test",
    }
    return Settings(**{**values, **changes})


@pytest.fixture(scope="session")
def house(cluster: Cluster, template: None, database_name: str) -> Iterator[Flask]:
    """The application of this worker; use `app`, which comes with a fresh database."""
    database.fresh_copy(cluster, database_name)
    made = create_app(settings_for(cluster, database_name))
    # Read here: whichever test asks first may find the database as another one left it.
    made.extensions["cast"] = read_cast(made)
    # The house stays until the end: the collector need not walk through all of it again and again.
    gc.collect()
    gc.freeze()
    yield made
    renewal.leave(database_name)
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def source() -> str:
    """The database of which a test gets a fresh copy; packages whose tests begin further on name another."""
    return database.TEMPLATE


@pytest.fixture
def app(house: Flask, cluster: Cluster, database_name: str, source: str) -> Iterator[Flask]:
    """The application on a database as the template; what a test commits is gone after it."""
    with house.app_context():
        db.session.remove()
        database.let_go_of_the_desk()
        renewal.renew(cluster, database_name, db.engine, source)
    yield house
    with house.app_context():
        db.session.remove()


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An application context, for tests of verbs and queries."""
    with app.app_context():
        yield


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    """The cast of the template by name: every copy holds the same."""
    cast: dict[str, Person] = app.extensions["cast"]
    return cast


def read_cast(app: Flask) -> dict[str, Person]:
    admin = make_url(app.extensions["settings"].database_admin_url)
    name = app.config["SQLALCHEMY_DATABASE_URI"].database
    engine = create_engine(admin.set(drivername="postgresql+psycopg", database=name))
    query = text(
        "SELECT u.name_en, u.email, m.role, u.id, m.tenant_id FROM users u JOIN memberships m ON m.user_id = u.id"
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    return {row[0].lower(): Person(row[0].lower(), *row[1:]) for row in rows}


@pytest.fixture
def in_noor(context: None, people: dict[str, Person]) -> Iterator[UUID]:
    """The test works in Noor Clinic's scope, as Amal."""
    amal = people["amal"]
    with in_tenant(amal.tenant_id, amal.user_id):
        yield amal.tenant_id


@pytest.fixture
def inside(
    context: None, people: dict[str, Person]
) -> Callable[[str], AbstractContextManager[None]]:
    """`with inside("salma"):` works in that person's tenant, as that person."""
    return lambda name: in_tenant(people[name].tenant_id, people[name].user_id)


@pytest.fixture
def as_(app: Flask, people: dict[str, Person]) -> Callable[[str], PageClient]:
    """`as_("huda")` is a signed-in browser; `as_("")` one that is not."""
    from app.access import sessions

    def sign_in(name: str) -> PageClient:
        client = app.test_client()
        if name:
            person = people[name]
            with app.app_context():
                token = sessions.start(person.user_id, person.tenant_id, device="Test browser")
            client.set_cookie(sessions.cookie_name(app), token)
        return PageClient(app, client)

    return sign_in


@pytest.fixture
def desk(app: Flask) -> Callable[[str], PageClient]:
    """`desk("omar")` is a browser at the operator's desk, signed in with both factors."""
    return lambda name: PageClient(app, at_desk(app, name))


def at_desk(app: Flask, name: str) -> FlaskClient:
    """A browser that carries a proven session of one of the operator's people."""
    with app.app_context(), as_platform():
        query = select(PlatformPerson.id).where(PlatformPerson.email == f"{name}@maqbul.example")
        person_id = db.session.scalars(query).one()
        token = desk_sessions.start(person_id, device="Test browser", at=now(), hours=12)
        db.session.execute(
            update(PlatformSession)
            .where(PlatformSession.token_hash == hash_of(token))
            .values(proven_at=now())
        )
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["desk"] = token
    return client


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """It is Sunday, 22 November 2026, 09:15 in Muscat, and stands still."""
    with time_machine.travel(A_SUNDAY_MORNING, tick=False) as machine:
        yield machine


@pytest.fixture(scope="session")
def sandbox_database_url(cluster: Cluster, template: None) -> str:
    """An empty schema for the simulated exchange, owned by the role that connects."""
    name = f"sandbox_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
    database.fresh_copy(cluster, name)
    return cluster.url(name, "maqbul_sandbox", database.PASSWORD)
