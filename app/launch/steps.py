"""What must have been done before the doors open: database, code lists, demo week."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from app.launch.child import Child, Say
from app.launch.supervisor import Supervisor

FLASK = (sys.executable, "-m", "flask")
PREPARE = ("database", "prepare")
LOAD_ICD = ("reference", "load-icd")
PLAY_DEMO = ("demo", "play")
DEMO_EDITION = "2"


class StepFailed(RuntimeError):
    """A step of the set-up ended badly; its own words stand above."""


class Steps:
    """Runs the steps. `ledger` lies beside the data and names what it already holds.

    Every step may be run again without harm; the ledger only saves its seconds.
    """

    def __init__(
        self, environment: Mapping[str, str], ledger: Path | None, supervisor: Supervisor, say: Say
    ) -> None:
        self._environment = environment
        self._ledger = ledger
        self._supervisor = supervisor
        self._say = say

    def prepare_database(self) -> None:
        """Roles, database, migrations: looked at on every start."""
        self._run(PREPARE)

    def load_codes(self) -> None:
        """The diagnosis codes, once per edition of their package."""
        self._once(
            LOAD_ICD, metadata.version("simple-icd-10-cm"), "Loading the ICD-10-CM codes ..."
        )

    def play_demo(self) -> None:
        """The demo week, once."""
        self._once(
            PLAY_DEMO, DEMO_EDITION, "Playing a demo week, this takes a minute the first time ..."
        )

    @property
    def demo_is_played(self) -> bool:
        return _entry(PLAY_DEMO, DEMO_EDITION) in self._done()

    def _once(self, step: tuple[str, ...], edition: str, sentence: str) -> None:
        entry = _entry(step, edition)
        done = self._done()
        if entry in done:
            return
        self._say("launch", sentence)
        self._run(step)
        if self._ledger:
            self._ledger.write_text("\n".join([*done, entry]) + "\n", encoding="utf-8")

    def _done(self) -> list[str]:
        if self._ledger is None or not self._ledger.exists():
            return []
        return self._ledger.read_text(encoding="utf-8").splitlines()

    def _run(self, step: tuple[str, ...]) -> None:
        child = Child(f"flask {step[0]}", [*FLASK, *step], self._environment, self._say)
        child.start()
        try:
            while child.is_running:
                self._supervisor.pause()
        finally:
            child.stop()
        if child.process is None or child.process.returncode != 0:
            raise StepFailed(f"`flask {' '.join(step)}` failed; its words stand above.")


def _entry(step: tuple[str, ...], edition: str) -> str:
    """The step as the ledger writes it."""
    return f"{' '.join(step)} {edition}"


def demo_logins(environment: Mapping[str, str]) -> list[dict[str, str]]:
    """Who may sign in to the demo, as the demo itself tells."""
    told = subprocess.run(
        [*FLASK, "demo", "logins"],
        check=False,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if told.returncode != 0:
        raise StepFailed(f"`flask demo logins` failed: {told.stderr.strip().splitlines()[-1:]}")
    logins: list[dict[str, str]] = json.loads(told.stdout)
    return logins
