"""One process of the house: started, listened to, started again when it dies, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Thread

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# A child that lived this long was well; its next death starts the pauses anew.
WELL_SECONDS = 60.0
STOP_SECONDS = 15.0

Say = Callable[[str, str], None]


@dataclass
class Child:
    """A command kept running; `say(name, line)` hears its output and its fate."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    say: Say
    clock: Callable[[], float] = time.monotonic
    process: subprocess.Popen[str] | None = None
    grace: float = STOP_SECONDS
    restarts: int = 0
    _started: float = 0.0
    _pause: float = FIRST_PAUSE
    _due: float | None = None
    _reader: Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C is for us, who stop the children in order."""
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._started, self._due = self.clock(), None
        self._reader = Thread(target=self._listen, args=(self.process,), daemon=True)
        self._reader.start()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> None:
        """Called again and again: notices a death, and starts anew after the pause."""
        if self.is_running:
            return
        now = self.clock()
        if self._due is None:
            if now - self._started >= WELL_SECONDS:
                self._pause = FIRST_PAUSE
            code = self.process.returncode if self.process else "?"
            self.say(self.name, f"ended with code {code}, starts again in {self._pause:.0f} s")
            self._due = now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif now >= self._due:
            self.restarts += 1
            self.start()

    def stop(self) -> None:
        """Ask it to end, and after a grace end it with all it started."""
        self._due = None
        if self.process is None:
            return
        if self.is_running:
            self.process.terminate()
            try:
                self.process.wait(self.grace)
            except subprocess.TimeoutExpired:
                self.say(self.name, "does not end by itself, is ended now")
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self._reader:
            self._reader.join(timeout=2)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                self.say(self.name, line.rstrip())
