"""Passwords by argon2id; few at once, because each costs memory and a core."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.access.errors import TooBusy

# OWASP's first choice: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_at_once = BoundedSemaphore(2)
WAIT_SECONDS = 10
# Without 0, O, 1, l and I, so that it can be read out at the desk.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _at_once.acquire(timeout=WAIT_SECONDS):
        raise TooBusy
    try:
        yield
    finally:
        _at_once.release()


def hashed(password: str) -> str:
    """The hash to keep; raises TooBusy."""
    with _one_of_few():
        return _hasher.hash(password)


# What is checked when nobody has the e-mail address: the same work, and always wrong.
_nobodys_hash = _hasher.hash(secrets.token_urlsafe(32))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept; the same work for nobody. Raises TooBusy."""
    with _one_of_few():
        try:
            is_right = _hasher.verify(kept or _nobodys_hash, password)
        except (VerificationError, InvalidHashError):
            return False
        return is_right and kept is not None


def needs_rehash(kept: str) -> bool:
    """Whether the kept hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def initial_password() -> str:
    """A one-time password of four groups, about 80 bits, fit to be read out."""
    letters = [secrets.choice(ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def is_same(one: str, other: str) -> bool:
    """Whether two typed passwords are equal."""
    return hmac.compare_digest(one.encode(), other.encode())
