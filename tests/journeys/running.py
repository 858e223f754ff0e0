"""The house as it runs at a clinic: web, worker and the simulated exchange, each a process of this test run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx

from app.launch.environment import merged, of_installation
from app.launch.ports import next_free
from tests.exchange.conftest import Server

FLASK = (sys.executable, "-m", "flask")
GUNICORN = (sys.executable, "-m", "gunicorn")
FIRST_PORT = 18100
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
HOUSE = Path(__file__).parents[2]


def wait_until(is_so: Callable[[], Any], seconds: float, what: str) -> Any:
    """What `is_so` answers as soon as it is true; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = is_so()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"after {seconds:.0f} s still not so: {what}")


@dataclass
class Process:
    """One program of the house; what it says goes to a file."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, env=dict(self.environment), cwd=HOUSE, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def stop(self, *, at_once: bool = False) -> None:
        """End it; at once means as a power cut would, with all it started."""
        if self.running is None:
            return
        if at_once:
            os.killpg(self.running.pid, signal.SIGKILL)
        else:
            self.running.terminate()
        try:
            self.running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
        self.running = None

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    def wait_for(self, url: str) -> None:
        """Until it answers; when it died, its last words."""

        def answers() -> bool:
            assert self.running is not None
            assert self.running.poll() is None, f"{self.name} ended:\n{self.last_words()}"
            try:
                return httpx.get(url, trust_env=False, timeout=5).status_code == 200
            except httpx.HTTPError:
                return False

        try:
            wait_until(answers, READY_SECONDS, f"{self.name} answers")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.last_words()}") from None


@dataclass
class House:
    """Where everything answers, and the switches of the exchange."""

    url: str
    exchange: Server
    processes: dict[str, Process] = field(default_factory=dict)

    def stop_exchange(self) -> None:
        """The exchange is gone from one moment to the next."""
        self.processes["exchange"].stop(at_once=True)

    def start_exchange(self) -> None:
        """It is back under its old address, and knows what it knew."""
        exchange = self.processes["exchange"]
        if exchange.running is None:
            exchange.start()
            exchange.wait_for(f"{self.exchange.url}/_health")

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()


def addresses() -> tuple[int, int]:
    """Two free ports of this machine: the web's and the exchange's."""
    own = FIRST_PORT + os.getpid() % 400 * 10
    web = next_free(own)
    return web, next_free(own + 5, taken=(web,))


def environment(databases: Mapping[str, str], ports: tuple[int, int]) -> dict[str, str]:
    """What the launcher hands to its children, for a trial in our own database."""
    web, exchange = ports
    secrets = {
        "SECRET_KEY": "only-for-journeys-" + "x" * 32,
        "MAQBUL_MASTER_KEY": "bWFxYnVsLW9ubHktZm9yLXRlc3RzLTMyYnl0ZXMhISE=",
    }
    made = of_installation(secrets, web_port=web, exchange_port=exchange)
    # Another exchange would stand there; nobody of these journeys sends anything once they are live.
    live = {
        "LIVE_EXCHANGE_PROFILE": "assumed", "LIVE_EXCHANGE_BASE_URL": f"http://127.0.0.1:{exchange}",
        "LIVE_EXCHANGE_CLIENT_ID": "demo-client", "LIVE_EXCHANGE_CLIENT_SECRET": "demo-secret",
    }  # fmt: skip
    smaller = {"MAQBUL_WORKERS": "1", "MAQBUL_POOL_SIZE": "6", "PYTHONWARNINGS": "ignore"}
    return merged({**made, **databases, **live, **smaller}, own_wins=False)


def open_house(settings: Mapping[str, str], ports: tuple[int, int], logs: Path) -> House:
    """Everything started; nothing waited for yet."""
    web, exchange = ports
    at = "127.0.0.1"
    commands = {
        "exchange": (*GUNICORN, "--bind", f"{at}:{exchange}", "--workers", "1", "--threads", "8", "app.sandbox:create_app()"),
        "web": (*GUNICORN, "--bind", f"{at}:{web}", "wsgi:app"),
        "worker": (*FLASK, "worker"),
    }  # fmt: skip
    house = House(f"http://{at}:{web}", Server(f"http://{at}:{exchange}"))
    for name, command in commands.items():
        house.processes[name] = Process(name, command, settings, logs / f"{name}.log")
        house.processes[name].start()
    return house


def wait_for(house: House) -> None:
    """Until pages and exchange answer."""
    house.processes["exchange"].wait_for(f"{house.exchange.url}/_health")
    house.processes["web"].wait_for(f"{house.url}/healthz/ready")
