"""What tests of the door need besides the cast."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest


@pytest.fixture
def as_owner_of_database(app, cluster, database_name) -> Callable[..., None]:
    """Change rows behind the application's back, as a superuser."""

    def run(statement: str, *values: object) -> None:
        with psycopg.connect(cluster.url(database_name), autocommit=True) as connection:
            connection.execute(statement, values or None)

    return run
