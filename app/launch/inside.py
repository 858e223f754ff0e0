"""Runs one command as a process of the house would run: with its database and its settings."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.kernel.cluster import Cluster
from app.launch.house import own_cluster, settings_for
from app.launch.lock import AlreadyRunning, only_one
from app.launch.steps import FLASK, PREPARE

MEMORY = Path("/dev/shm")  # a directory in memory is what a throw-away database wants


def run(command: Sequence[str], *, var: Path) -> int:
    """The command's exit code; uses the running database of `var`, or starts it meanwhile."""
    var.mkdir(parents=True, exist_ok=True)
    cluster = own_cluster(var)
    with _stopped_after(cluster, var / "launch.lock"):
        settings = settings_for(var, cluster)
        return subprocess.run(command, check=False, env=dict(settings)).returncode


def run_in_scratch(command: Sequence[str]) -> int:
    """The command's exit code, run on a new and migrated database that is thrown away after."""
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=memory) as name:
        # The server runs under an account of its own and must reach its data.
        Path(name).chmod(0o711)
        cluster = Cluster(Path(name) / "pg", durable=False)
        try:
            settings = settings_for(Path(name), cluster, own_wins=False)
            prepared = _prepare(settings)
            if prepared.returncode != 0:
                print(prepared.stdout)
                return prepared.returncode
            return subprocess.run(command, check=False, env=dict(settings)).returncode
        finally:
            cluster.stop()


def _prepare(settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FLASK, *PREPARE],
        check=False,
        env=dict(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def _stopped_after(cluster: Cluster | None, lock: Path) -> Iterator[None]:
    """Stop the cluster after use, but not under the feet of a house that runs."""
    try:
        with only_one(lock):
            try:
                yield
            finally:
                if cluster:
                    cluster.stop()
    except AlreadyRunning:
        yield
