"""flask worker: runs the jobs; flask exchange …: how the line to the insurers stands."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.kernel import jobs


@click.command("worker", help="Run jobs until told to stop.")
@click.option("--threads", envvar="MAQBUL_WORKER_THREADS", default=4, show_default=True)
@click.option("--until-idle", is_flag=True, help="Stop when no job is left.")
def worker(threads: int, *, until_idle: bool) -> None:
    """Run jobs until told to stop."""
    jobs.run_worker(current_app._get_current_object(), threads=threads, forever=not until_idle)  # type: ignore[attr-defined]  # noqa: SLF001


exchange = AppGroup("exchange", help="How the line to the insurers stands.")
