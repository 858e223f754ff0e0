"""Two transactions in each other's way: the database ends one of them, and whoever lost may try again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.errors import DomainError
from app.kernel.words import N_

# PostgreSQL's words for a deadlock and for a transaction that cannot be put in order.
_ENDED = frozenset({"40P01", "40001"})


class Collided(DomainError):
    """Nothing of the transaction stands; the same again usually goes through."""

    sentence = N_(
        "Somebody else changed the same thing at this very moment, so nothing was saved. Press the button once more."
    )


def is_collision(error: Exception) -> bool:
    """Whether the database ended this transaction so that another could go on."""
    if isinstance(error, StaleDataError):
        return True
    orig = getattr(error, "orig", None)
    return isinstance(error, OperationalError) and getattr(orig, "sqlstate", None) in _ENDED


@contextmanager
def collisions_named() -> Iterator[None]:
    """Inside, a collision is a refusal like any other; raises Collided. The caller rolls back."""
    try:
        yield
    except (OperationalError, StaleDataError) as error:
        if is_collision(error):
            raise Collided from error
        raise
