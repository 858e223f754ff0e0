"""Named places where a test may end the process, to prove that nothing is lost there.

`FAILPOINT=K9:kill` is refused by the settings outside a test installation, so that no
production setting can switch one on. `K9:kill*2` kills twice. With a directory the count holds
across processes (FAILPOINT_DIRECTORY); `K13:cut` calls what the place offers instead of killing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACTIONS = ("kill", "cut")


@dataclass(frozen=True)
class Armed:
    """What happens at a place, how often, and where that is counted."""

    action: str
    times: int
    directory: str


_armed: dict[str, Armed] = {}


def arm(setting: str | None, directory: str | None = None) -> None:
    """Read `NAME:action[*times][,…]`; with a directory each fires so often across all processes."""
    _armed.clear()
    counted = directory or os.environ.get("FAILPOINT_DIRECTORY", "")
    for part in (setting or "").split(","):
        name, _, rest = part.strip().partition(":")
        action, _, times = rest.partition("*")
        if name and action in ACTIONS:
            _armed[name] = Armed(action, int(times or 1), counted)


def reach(name: str, cut: Callable[[], None] | None = None) -> None:
    """End this process as a power cut would, if a test armed this place."""
    if name not in _armed:
        return
    armed = _armed[name]
    if armed.directory and not _take_turn(name, armed):
        return
    if armed.action == "cut":
        if cut is not None:
            cut()
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _take_turn(name: str, armed: Armed) -> bool:
    """One of the counted turns, or none is left."""
    for turn in range(armed.times):
        try:
            (Path(armed.directory) / f"{name}.{turn}").touch(exist_ok=False)
        except FileExistsError:
            continue
        return True
    return False


class Middleware:
    """Around the whole application: K3 after its commit, K4 with half of the answer on its way."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self._app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._app(environ, start_response)
        if environ.get("REQUEST_METHOD") != "POST" or not {"K3", "K4"} & set(_armed):
            return answer
        return _in_halves(answer)


def _in_halves(answer: Iterable[bytes]) -> Iterable[bytes]:
    body = b"".join(answer)
    close = getattr(answer, "close", None)
    if close is not None:
        close()
    reach("K3")
    half = len(body) // 2
    yield body[:half]
    reach("K4")
    yield body[half:]
