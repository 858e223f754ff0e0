"""The world for the tests that sweep the whole house: built once a run, copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from app import create_app
from app.kernel import pdf
from app.kernel.cluster import Cluster
from app.kernel.db import db
from tests import database, notes, renewal
from tests import world as the_world
from tests.conftest import A_SUNDAY_MORNING, read_cast, settings_for
from tests.notes import Written
from tests.places import PARTS
from tests.walk import Walk, listening, read_all, send_all, through
from tests.world import World

_papers: dict[str, bytes] = {}


@pytest.fixture(autouse=True)
def _typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words make the same paper: it is typeset once a worker, however often a sweep asks for it."""
    typeset = pdf._typeset

    def once() -> Callable[[str, Path], bytes]:
        def of_words(html: str, static: Path) -> bytes:
            if html not in _papers:
                _papers[html] = typeset()(html, static)
            return _papers[html]

        return of_words

    monkeypatch.setattr(pdf, "_typeset", once)


@pytest.fixture(scope="session")
def world_index(cluster: Cluster, template: None) -> dict[str, Any]:
    """The template of the world; the first worker makes it."""
    with database.one_at_a_time():
        found = the_world.read_index(cluster)
        if found is None:
            _build(cluster)
            found = the_world.read_index(cluster)
    assert found is not None
    return found


def _build(cluster: Cluster) -> None:
    database.fresh_copy(cluster, database.WORLD)
    app = create_app(settings_for(cluster, database.WORLD))
    try:
        with time_machine.travel(A_SUNDAY_MORNING, tick=False):
            index = the_world.build(app, cluster, read_cast(app))
    finally:
        with app.app_context():
            db.session.remove()
            database.let_go_of_engines()
    notes.forget(cluster.url(database.WORLD))
    the_world.keep_index(cluster, index)


@pytest.fixture
def world(
    house: Flask, cluster: Cluster, database_name: str, world_index: dict[str, Any]
) -> Iterator[World]:
    """The application on a fresh copy of the world, on the Sunday morning on which it was made."""

    def renew() -> None:
        with house.app_context():
            db.session.remove()
            database.let_go_of_the_desk()
            renewal.renew(cluster, database_name, db.engine, database.WORLD)

    with time_machine.travel(A_SUNDAY_MORNING, tick=False):
        renew()
        yield World(app=house, people=read_cast(house), renew=renew, **world_index)
    with house.app_context():
        db.session.remove()


@pytest.fixture
def written(world: World, cluster: Cluster, database_name: str) -> Iterator[Written]:
    """What has been written in this copy of the world, by table."""
    with notes.reading(cluster.url(database_name)) as read:
        yield read


@pytest.fixture(scope="session", params=[through(one) for one in PARTS])
def part(request: pytest.FixtureRequest) -> str:
    """A part of the house; a test of a walk goes through each."""
    return str(request.param)


@pytest.fixture(scope="session")
def walk(
    part: str, cluster: Cluster, world_index: dict[str, Any], database_name: str
) -> Iterator[Walk]:
    """Every page of a part read; one walk for all tests that look at what was seen."""
    name = f"{database_name}_walk"
    database.fresh_copy(cluster, name, database.WORLD)
    app = create_app(settings_for(cluster, name))
    with time_machine.travel(A_SUNDAY_MORNING, tick=False):
        found = Walk(World(app=app, people=read_cast(app), **world_index), part)
        with listening(found):
            read_all(found)
    yield found
    with app.app_context():
        db.session.remove()
        database.let_go_of_engines()


@pytest.fixture(scope="session")
def walked(walk: Walk, cluster: Cluster, database_name: str) -> Walk:
    """The same walk, after every form was sent too."""
    with (
        time_machine.travel(A_SUNDAY_MORNING, tick=False),
        notes.reading(cluster.url(f"{database_name}_walk")) as written,
        listening(walk),
    ):
        send_all(walk, written)
    return walk
