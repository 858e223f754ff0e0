"""Ends what an earlier launcher could not: children of ours that outlived its violent death."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from app.launch.child import Child

GRACE_SECONDS = 10.0


def record(path: Path, children: Iterable[Child]) -> None:
    """Note who runs, by number and by full command: numbers are used again by others."""
    running = {
        str(child.process.pid): list(child.command)
        for child in children
        if child.process is not None
    }
    path.write_text(json.dumps(running), encoding="utf-8")


def end(path: Path) -> list[int]:
    """End the noted processes that still run the noted command; their numbers."""
    if not path.exists():
        return []
    noted = json.loads(path.read_text(encoding="utf-8") or "{}")
    ours = [
        int(pid) for pid, command in noted.items() if command_line(int(pid)) == " ".join(command)
    ]
    for pid in ours:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    for pid in ours:
        while command_line(pid) and time.monotonic() < until:
            time.sleep(0.05)
        if command_line(pid):
            os.kill(pid, signal.SIGKILL)
    path.unlink()
    return ours


def command_line(pid: int) -> str:
    """How that process was called; empty when it is gone or only waits to be collected."""
    if Path("/proc/self/cmdline").exists():
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return os.fsdecode(raw.rstrip(b"\0").replace(b"\0", b" "))
    asked = ["ps", "-p", str(pid), "-o", "args="]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()
