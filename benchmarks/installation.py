"""A throw-away installation: a durable cluster, several databases, and the programs under measure."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from app.kernel import migrations, roles
from app.kernel.cluster import Cluster
from app.launch import environment, secrets
from app.launch.environment import ROLES
from app.launch.ports import next_free
from app.launch.supervisor import answers_http

REPOSITORY = Path(__file__).parents[1]
READY_SECONDS = 60.0
STOP_SECONDS = 15.0
FIRST_PORT = 18600
GUNICORN = (sys.executable, "-m", "gunicorn")
BLANK = "maqbul_blank"


class NotReady(RuntimeError):
    """A program of the measurement does not answer."""


class Installation:
    """A cluster whose commits reach the disk, in a directory that is removed afterwards."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.cluster = Cluster(directory / "pg", durable=True)
        self._secrets: dict[str, str] = {}
        self._ports: set[int] = set()
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._secrets = secrets.load(self.directory / "secrets.env", data_exists=False)
        self.cluster.start()
        passwords = {role: self._secrets[name] for role, name in ROLES.values()}
        roles.prepare(self.cluster.url(), BLANK, passwords)
        migrations.upgrade(self.settings(BLANK)["DATABASE_OWNER_URL"])
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:  # fmt: skip
        for process in reversed(self._running):
            _end(process)
        self.cluster.stop()

    def copy(self, source: str, name: str) -> None:
        """A database that begins as another one stands now; nobody may be connected to that."""
        with psycopg.connect(self.cluster.url(), autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER maqbul_owner")
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(source)))
            opened = sql.SQL("GRANT CONNECT ON DATABASE {} TO PUBLIC")
            connection.execute(opened.format(sql.Identifier(name)))

    def settings(self, database: str, *, exchange_port: int = 9) -> dict[str, str]:
        """What every process of the house on this database finds in its environment."""
        made = environment.of_installation(self._secrets, web_port=9, exchange_port=exchange_port)
        addresses = {
            name: self.cluster.url(database, role, self._secrets[password])
            for name, (role, password) in ROLES.items()
        }
        return {**made, **addresses, "DATABASE_ADMIN_URL": self.cluster.url()}

    def web(
        self, database: str, *, application: str = "wsgi:app", exchange_port: int = 9,
        extra: Mapping[str, str] | None = None,
    ) -> int:  # fmt: skip
        """Start gunicorn with the configuration of production; its port."""
        settings = self.settings(database, exchange_port=exchange_port) | dict(extra or {})
        return self._serve(application, [], settings, f"{application}-{database}")

    @contextmanager
    def serving(
        self, database: str, *, application: str = "wsgi:app", exchange_port: int = 9,
        extra: Mapping[str, str] | None = None,
    ) -> Iterator[int]:  # fmt: skip
        """Such a server for as long as this lasts; its port."""
        port = self.web(database, application=application, exchange_port=exchange_port, extra=extra)
        process = self._running[-1]
        try:
            yield port
        finally:
            _end(process)

    @contextmanager
    def exchange(self, database: str, port: int, *, latency_ms: int) -> Iterator[None]:
        """The simulated exchange, as the launcher starts it, for as long as this lasts."""
        settings = {**self.settings(database), "SANDBOX_LATENCY_MS": str(latency_ms)}
        size = ["--workers", "1", "--threads", "8"]
        self._serve("app.sandbox:create_app()", size, settings, f"exchange-{latency_ms}", port)
        process = self._running[-1]
        try:
            yield
        finally:
            _end(process)

    @contextmanager
    def worker(self, database: str, *, exchange_port: int) -> Iterator[None]:
        """One worker."""
        settings = self.settings(database, exchange_port=exchange_port)
        process = self._start([sys.executable, "-m", "flask", "worker"], settings, "worker")
        try:
            yield
        finally:
            _end(process)

    def port(self) -> int:
        """A free port that nobody else here was given."""
        found = next_free(FIRST_PORT, taken=self._ports)
        self._ports.add(found)
        return found

    def _serve(
        self, application: str, size: list[str], settings: Mapping[str, str], name: str,
        port: int | None = None,
    ) -> int:  # fmt: skip
        chosen = port or self.port()
        command = [*GUNICORN, "--bind", f"127.0.0.1:{chosen}", *size, application]
        process = self._start(command, settings, name)
        until = time.monotonic() + READY_SECONDS
        while not answers_http(chosen):
            if process.poll() is not None or time.monotonic() > until:
                raise NotReady(f"{name} does not answer:\n{self._last_words(name)}")
            time.sleep(0.1)
        return chosen

    def _start(
        self, command: list[str], settings: Mapping[str, str], name: str
    ) -> subprocess.Popen[bytes]:
        with self._log(name).open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=environment.merged(dict(settings), own_wins=False),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def _log(self, name: str) -> Path:
        return self.directory / f"{name.replace(':', '-').replace('/', '-')}.log"

    def _last_words(self, name: str) -> str:
        return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-15:])


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, and end it with all it started if it does not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
