"""Starts the children in order, keeps them running, stops them in the opposite order."""

from __future__ import annotations

import http.client
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import FrameType

from app.launch import leftovers
from app.launch.child import Child, Say

READY_SECONDS = 90.0
LOOK_SECONDS = 0.1
HOPELESS_RESTARTS = 2


class NotReady(RuntimeError):
    """A child did not answer in time."""


class Stopped(RuntimeError):
    """Somebody asked us to stop before everything was up."""


class Supervisor:
    """The children of one house; `notes` remembers them should we die without stopping them."""

    def __init__(self, notes: Path, say: Say) -> None:
        self.stop_asked = Event()
        self._children: list[Child] = []
        self._notes = notes
        self._say = say

    def obey_signals(self) -> None:
        """Ctrl-C, `kill` and a closed terminal all mean: stop in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked.set()

    def start(self, child: Child) -> None:
        """Start it; from now on it is tended and stopped with the rest."""
        child.start()
        self._children.append(child)
        leftovers.record(self._notes, self._children)

    def wait_until(
        self, child: Child, answers: Callable[[], bool], limit: float = READY_SECONDS
    ) -> None:
        """Tend the children until that one answers; NotReady when it keeps dying or is too slow."""
        until = time.monotonic() + limit
        while not answers():
            if child.restarts >= HOPELESS_RESTARTS and not child.is_running:
                raise NotReady(f"{child.name} does not start; its words stand above.")
            if time.monotonic() > until:
                raise NotReady(
                    f"{child.name} did not answer within {limit:.0f} s; its words stand above."
                )
            self.pause()

    def pause(self) -> None:
        """One look at the children; Stopped when somebody asked us to."""
        if self.stop_asked.wait(LOOK_SECONDS):
            raise Stopped
        self._tend()

    def watch(self) -> None:
        """Keep them running until somebody asks us to stop."""
        while not self.stop_asked.wait(LOOK_SECONDS):
            self._tend()

    def stop(self) -> None:
        """Stop what was started, the last one first."""
        for child in reversed(self._children):
            if child.is_running:
                self._say("launch", f"stopping {child.name}")
            child.stop()
        self._children.clear()
        self._notes.unlink(missing_ok=True)

    def _tend(self) -> None:
        before = sum(child.restarts for child in self._children)
        for child in self._children:
            child.tend()
        if sum(child.restarts for child in self._children) != before:
            leftovers.record(self._notes, self._children)


def answers_http(port: int, path: str = "/") -> bool:
    """Does somebody speak HTTP there, and without an error of his own?"""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
