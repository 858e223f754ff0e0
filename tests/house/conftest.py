"""The world for the tests that sweep the whole house: built once a run, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from app import create_app
from app.kernel.cluster import Cluster
from app.kernel.db import db
from tests import database
from tests import world as the_world
from tests.conftest import A_SUNDAY_MORNING, read_cast, settings_for
from tests.world import World


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
            db.engine.dispose()
    the_world.keep_index(cluster, index)


@pytest.fixture
def world(
    house: Flask, cluster: Cluster, database_name: str, world_index: dict[str, Any]
) -> Iterator[World]:
    """The application on a fresh copy of the world, on the Sunday morning on which it was made."""

    def renew() -> None:
        with house.app_context():
            db.session.remove()
            db.engine.dispose()
        database.fresh_copy(cluster, database_name, database.WORLD)

    with time_machine.travel(A_SUNDAY_MORNING, tick=False):
        renew()
        found = World(
            house, world_index["named"], world_index["tokens"], read_cast(house), renew
        )
        yield found
    with house.app_context():
        db.session.remove()
        db.engine.dispose()
