"""Named places where a test may end the process, to prove that nothing is lost there.

`FAILPOINT=K9:kill` is refused by the settings outside a test installation, so that no
production setting can switch one on.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

_armed: dict[str, str] = {}


def arm(setting: str | None, once_directory: str | None = None) -> None:
    """Read `NAME:kill[,NAME:kill]`; with a directory each fires once, even across processes."""
    _armed.clear()
    for part in (setting or "").split(","):
        name, _, action = part.strip().partition(":")
        if name and action == "kill":
            _armed[name] = once_directory or ""


def reach(name: str) -> None:
    """End this process as a power cut would, if a test armed this place."""
    directory = _armed.get(name)
    if directory is None:
        return
    if directory:
        try:
            (Path(directory) / f"{name}.{os.getpid()}").touch(exist_ok=False)
            (Path(directory) / f"{name}.fired").touch(exist_ok=False)
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
