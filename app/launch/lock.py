"""One launcher per data directory."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(RuntimeError):
    """Another launcher holds this data directory."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock while inside; AlreadyRunning when another process holds it."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"Maqbul already runs with the data in {path.parent}: stop it first (Ctrl-C where it"
                " runs), or choose another directory with --var."
            ) from error
        yield
