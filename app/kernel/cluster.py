"""A private PostgreSQL cluster in a directory of ours: made, started, attached to, stopped."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from app.kernel.postgres_programs import (
    ClusterError,
    Programs,
    ServerUser,
    can_enter,
    find_programs,
    reachable_programs,
    run_as,
    server_user,
)

__all__ = ["Cluster", "ClusterError"]

SUPERUSER = "postgres"
PORT_TRIES = 5
START_SECONDS = 60
LOG_LIMIT_BYTES = 5_000_000

# No socket file: a path below a deep directory is longer than a socket's name may be, and
# everything here speaks TCP. Logs carry neither statements nor values: they may name patients.
SETTINGS = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
max_connections = 120
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
"""
# A crash may lose or break such a cluster: for tests, which throw it away.
FLEETING_SETTINGS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
"""


class Cluster:
    """The cluster that lives in `directory`; at most one server runs for it.

    `start` makes it when missing and attaches to it when it runs already (`attached` tells).
    """

    def __init__(self, directory: Path | str, *, durable: bool = True) -> None:
        self.directory = Path(directory).resolve()
        self.durable = durable
        self.attached = False
        self.port: int | None = None

    def start(self) -> None:
        """Bring the server up, or raise ClusterError saying what is missing."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._locked():
            user = server_user()
            home = self._home(user)
            self.port = _running_port(home / "data")
            self.attached = self.port is not None
            if not self.attached:
                programs = reachable_programs(
                    find_programs(_data_version(home / "data")), home, user
                )
                if not (home / "data").exists():
                    self._make(programs, home, user)
                self._launch(programs, home, user)
            self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop the server of this directory, whoever started it; no harm when none runs."""
        if not self.directory.is_dir():
            return
        with self._locked():
            user = server_user()
            data = self._home(user) / "data"
            if _running_port(data) is None:
                return
            programs = reachable_programs(find_programs(_data_version(data)), data.parent, user)
            stopped = run_as(
                user,
                [programs.directory / "pg_ctl", "stop", "-D", data, "-m", "fast", "-w", "-t", "60"],
            )
            if stopped.returncode != 0:
                raise ClusterError(f"PostgreSQL does not stop: {stopped.stderr.strip()}")
            self.port = None

    def url(
        self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None
    ) -> str:
        """The address of a database here; the superuser's own password is filled in."""
        if self.port is None:
            raise ClusterError("The cluster is not running: start it first.")
        if password is None and user == SUPERUSER:
            password = self._superuser_password()
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{quote(user)}{secret}@127.0.0.1:{self.port}/{quote(database)}"

    # -- making ------------------------------------------------------------------------------

    def _make(self, programs: Programs, home: Path, user: ServerUser | None) -> None:
        """A new data directory, moved into place only when it is whole."""
        unfinished = home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = home / "password.once"
        _write_secret(password_file, self._superuser_password())
        if user:
            os.chown(unfinished, user.uid, user.gid)
            os.chown(password_file, user.uid, user.gid)
        options = ["-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8", *_locale(), "--no-sync"]
        try:
            made = run_as(
                user,
                [
                    programs.directory / "initdb", "-D", unfinished,
                    f"--pwfile={password_file}", *options,
                ],
            )  # fmt: skip
        finally:
            password_file.unlink()
        if made.returncode != 0:
            raise ClusterError(f"initdb failed: {(made.stderr or made.stdout).strip()}")
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("include 'private.conf'\n")
        unfinished.rename(home / "data")
        if self.durable:
            os.sync()

    def _superuser_password(self) -> str:
        """The generated password, kept beside the data for its owner's eyes only."""
        path = self.directory / "superuser.password"
        if not path.exists():
            _write_secret(path, secrets.token_urlsafe(32))
        return path.read_text(encoding="ascii")

    # -- running -----------------------------------------------------------------------------

    def _launch(self, programs: Programs, home: Path, user: ServerUser | None) -> None:
        """Start on a free port; another program may take that port first, so a few tries."""
        data, log = home / "data", home / "server.log"
        _roll(log)
        for _ in range(PORT_TRIES):
            port = _free_port(_last_port(data))
            settings = SETTINGS.format(port=port) + ("" if self.durable else FLEETING_SETTINGS)
            (data / "private.conf").write_text(settings, encoding="ascii")
            # A left-over of a killed server whose number another program now has: the server
            # would believe itself already running. `_running_port` has just shown it is not.
            (data / "postmaster.pid").unlink(missing_ok=True)
            wait = ["-w", "-t", str(START_SECONDS)]
            started = run_as(
                user, [programs.directory / "pg_ctl", "start", "-D", data, *wait], log=log
            )
            if started.returncode == 0:
                self.port = port
                return
        end = log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
        raise ClusterError(f"PostgreSQL does not start; the end of {log}: {' / '.join(end)}")

    def _wait_until_it_answers(self) -> None:
        """A server found running may still be recovering from a crash."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    raise ClusterError(f"PostgreSQL does not answer: {error}") from error
                time.sleep(0.1)
            else:
                return

    # -- places ------------------------------------------------------------------------------

    def _home(self, user: ServerUser | None) -> Path:
        """Where the data lies: here, or, where the server's account cannot come, below /var/lib.

        That is the case for root in a home directory closed to others.
        """
        pointer = self.directory / "data-is-in"
        if pointer.exists():
            return Path(pointer.read_text(encoding="utf-8"))
        if user is None or can_enter(self.directory, user):
            return self.directory
        # A new name each time: whoever removes the directory begins anew, without the old data.
        home = Path("/var/lib/private-postgresql") / secrets.token_hex(8)
        home.mkdir(parents=True)
        for opened in (home, home.parent):
            opened.chmod(0o755)
        pointer.write_text(str(home), encoding="utf-8")
        return home

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time decides about this cluster."""
        with (self.directory / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _data_version(data: Path) -> int | None:
    """The major version that wrote the data, None when there is none yet."""
    path = data / "PG_VERSION"
    return int(path.read_text(encoding="ascii").split(".")[0]) if path.exists() else None


def _running_port(data: Path) -> int | None:
    """The port of the live server of this data directory, None when none runs."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return port if str(data) in _command_line(pid) else None


def _command_line(pid: int) -> str:
    """How that process was called, empty when there is none; numbers are used again."""
    if Path("/proc/self/cmdline").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
        except (FileNotFoundError, ProcessLookupError):
            return ""
    return run_as(None, ["ps", "-p", str(pid), "-o", "args="]).stdout


def _last_port(data: Path) -> int:
    """The port of last time, so that addresses written down stay true; 0 for any."""
    try:
        conf = (data / "private.conf").read_text(encoding="ascii")
    except FileNotFoundError:
        return 0
    return next((int(line[7:]) for line in conf.splitlines() if line.startswith("port = ")), 0)


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As the server itself does: connections just closed do not keep the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ClusterError("No port of 127.0.0.1 is free.")


def _locale() -> list[str]:
    """Bytes sort as bytes and Arabic letters are letters; macOS has no C.UTF-8."""
    if sys.platform == "darwin":
        return ["--locale=en_US.UTF-8", "--lc-collate=C"]
    return ["--locale=C.UTF-8"]


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="ascii")


def _roll(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
