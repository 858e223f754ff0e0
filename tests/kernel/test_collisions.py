"""What the database ends so that another transaction may go on is told from all other trouble."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.collisions import Collided, collisions_named


class Ended(Exception):
    """As the driver says it."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


def trouble(sqlstate: str | None) -> OperationalError:
    return OperationalError("UPDATE", {}, Ended(sqlstate))


@pytest.mark.parametrize(
    ("error", "told_as"),
    [
        (trouble("40P01"),   Collided),
        (trouble("40001"),   Collided),
        (StaleDataError(),   Collided),
        (trouble("57P01"),   OperationalError),
        (trouble(None),      OperationalError),
    ],
)  # fmt: skip
def test_only_a_collision_is_a_refusal(error, told_as):
    with pytest.raises(told_as), collisions_named():
        raise error
