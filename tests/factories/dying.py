"""A process that is killed at a named step, as a worker may be."""

from __future__ import annotations

import os
from collections.abc import Callable

from flask import Flask

from app.kernel import failpoints
from app.kernel.db import db


def die_at(app: Flask, step: str, work: Callable[[], object]) -> int:
    """Do it in a process that is killed at a step; the signal that ended it, 0 where it was never reached."""
    child = os.fork()
    if child == 0:
        # Whatever happens, the child must not go on as a second test run.
        try:
            with app.app_context():
                for engine in db.engines.values():
                    engine.dispose(close=False)
                failpoints.arm(f"{step}:kill")
                work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
