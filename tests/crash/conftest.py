"""Real processes, killed with -9 at named places, and the two ledgers afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.kernel.cluster import Cluster
from tests.conftest import settings_for
from tests.exchange.conftest import Server, live_sandbox, sandbox

__all__ = ["live_sandbox", "sandbox"]

MOST_SECONDS = 60.0
HOUSE = Path(__file__).parents[2]


def environment(cluster: Cluster, database: str, exchange_url: str) -> dict[str, str]:
    """Settings of a test installation, as a process reads them."""
    settings = settings_for(cluster, database)
    import base64

    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "MAQBUL_MASTER_KEY": base64.b64encode(settings.master_key).decode(),
        "MAQBUL_INSTALLATION": "test",
        "MAQBUL_BASE_URL": settings.base_url,
        "MAQBUL_DATA_SITE": "OM-Test",
        "EXCHANGE_BASE_URL": exchange_url,
        "EXCHANGE_PROFILE": "sandbox",
        "EXCHANGE_CLIENT_ID": "demo-client",
        "EXCHANGE_CLIENT_SECRET": "demo-secret",
        "PYTHONPATH": str(HOUSE),
        "PYTHONWARNINGS": "ignore",
    }


@dataclass
class Worker:
    """One worker at a time, started again whenever it is dead."""

    nursery: subprocess.Popen[str]
    directory: Path
    failpoint: str = ""
    records: bool = True
    deadly: int = 0
    pids: list[int] = field(default_factory=list)

    def alive(self) -> bool:
        if not self.pids:
            return False
        try:
            os.kill(self.pids[-1], 0)
        except ProcessLookupError:
            return False
        return True

    def keep_alive(self) -> None:
        if not self.alive():
            self.start()

    def start(self) -> None:
        wish = {
            "failpoint": self.failpoint,
            "directory": str(self.directory),
            "records": self.records,
        }
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps(wish) + "\n")
        self.nursery.stdin.flush()
        self.pids.append(int(self.nursery.stdout.readline()))

    def stop(self) -> None:
        """End the one worker we started last, politely, then not."""
        for signal_number in (15, 9):
            if not self.alive():
                return
            os.kill(self.pids[-1], signal_number)
            wait_until(lambda: not self.alive(), 15)

    @property
    def deaths(self) -> int:
        return len(list(self.directory.iterdir()))


def wait_until(
    is_so: Callable[[], Any], seconds: float = MOST_SECONDS, worker: Worker | None = None
) -> bool:
    """Look until it is so; False when the time is over. Each death of the worker starts the time anew."""
    deadline, deaths = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        if worker is not None:
            worker.keep_alive()
            if worker.deaths != deaths:
                deadline, deaths = time.monotonic() + seconds, worker.deaths
        if (worker is None or worker.deaths >= worker.deadly) and is_so():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="session")
def nursery(
    cluster: Cluster, template: None, database_name: str, live_sandbox: Server
) -> Iterator[subprocess.Popen[str]]:
    """The loaded house that workers are forked from."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.nursery"],
        env=environment(cluster, database_name, live_sandbox.url),
        cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    yield process
    assert process.stdin is not None
    process.stdin.close()
    process.wait(30)
    process.stdout.close()


@pytest.fixture
def worker(nursery: subprocess.Popen[str], app: Flask, tmp_path: Path) -> Iterator[Worker]:
    """The worker of this test, on a fresh database."""
    directory = tmp_path / "deaths"
    directory.mkdir()
    found = Worker(nursery, directory)
    yield found
    found.stop()
