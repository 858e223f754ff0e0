"""Work for later: deferred with the transaction that wants it, run by `flask worker`.

The only import of procrastinate in the house. The web never opens a connection for it: a job is
one more row written on the session's own connection.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import procrastinate
import psycopg
from flask import Flask
from procrastinate import jobs as jobs_of_theirs
from procrastinate import tasks
from procrastinate.worker import Worker

from app.kernel.db import db

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 10.0
TICK_SECONDS = 5.0
POLLING_SECONDS = 2.0
DRAIN_SECONDS = 25.0
KEPT_HOURS = 24
TIDY_SECONDS = 3600.0
MOST_DEATHS = 10
TICK_LOCK = zlib.crc32(b"maqbul tick")

Work = Callable[..., None]


@dataclass(frozen=True)
class Task:
    """A function that jobs call by name, and how often a failing one is tried again."""

    work: Work
    retry: int


_tasks: dict[str, Task] = {}
_ticks: dict[str, Work] = {}
_hours: dict[str, Work] = {}
_stopping = threading.Event()

# Never opened: it only writes rows on connections handed to it.
_writer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def task(name: str, *, retry: int = 0) -> Callable[[Work], Work]:
    """Register a function under a name; its arguments are ids and other plain JSON values."""

    def register(work: Work) -> Work:
        _tasks[name] = Task(work, retry)
        return work

    return register


def every_tick(work: Work) -> Work:
    """Run this on every tick of one of the workers."""
    _ticks[f"{work.__module__}.{work.__qualname__}"] = work
    return work


def every_hour(work: Work) -> Work:
    """Run this once an hour, and when a worker starts."""
    _hours[f"{work.__module__}.{work.__qualname__}"] = work
    return work


def defer(name: str, *, run_at: datetime | None = None, **arguments: Any) -> None:
    """Enqueue a job with the present transaction: it is there if and only if that commits."""
    if name not in _tasks:
        raise LookupError(f"no task is called {name!r}")
    connection = db.session.connection().connection.driver_connection
    tasks.configure_task(
        name=name,
        job_manager=_writer.job_manager,
        schedule_at=run_at,
        connection=connection,
    ).defer(**{key: str(value) for key, value in arguments.items()})


def stopping() -> bool:
    """Whether this worker was asked to stop: long work then ends at the next safe place."""
    return _stopping.is_set()


def run_worker(app: Flask, *, threads: int, forever: bool = True) -> None:
    """Run jobs until SIGTERM; without `forever`, until none is left."""
    try:
        asyncio.run(_work(app, threads, forever=forever))
    finally:
        _stopping.clear()


async def _work(app: Flask, threads: int, *, forever: bool) -> None:
    address = app.extensions["settings"].database_url.replace(
        "postgresql+psycopg://", "postgresql://"
    )
    connector = procrastinate.PsycopgConnector(
        conninfo=address, min_size=1, max_size=3, kwargs={"application_name": "maqbul worker"}
    )
    with ThreadPoolExecutor(threads, thread_name_prefix="job") as pool:
        runner = _runner(app, connector, pool)
        async with runner.open_async():
            ticking = asyncio.create_task(_tick_for_ever(app, runner, address)) if forever else None
            try:
                await _Stoppable(
                    runner, concurrency=threads, wait=forever, listen_notify=forever,
                    fetch_job_polling_interval=POLLING_SECONDS,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                    shutdown_graceful_timeout=DRAIN_SECONDS,
                    install_signal_handlers=forever,
                ).run()  # fmt: skip
            finally:
                _stopping.set()
                if ticking is not None:
                    await ticking


class _Stoppable(Worker):
    """A worker whose stop also reaches work that runs in threads."""

    def stop(self) -> None:
        _stopping.set()
        super().stop()


def _runner(
    app: Flask, connector: procrastinate.PsycopgConnector, pool: ThreadPoolExecutor
) -> procrastinate.App:
    """All registered tasks, each run in a thread inside an application context."""
    runner = procrastinate.App(connector=connector)
    for name, registered in _tasks.items():
        runner.task(name=name, retry=_patience(registered))(_in_thread(app, pool, registered.work))
    return runner


def _patience(registered: Task) -> Any:
    if not registered.retry:
        return False
    return procrastinate.RetryStrategy(max_attempts=registered.retry, wait=2, exponential_wait=2)


def _in_thread(app: Flask, pool: ThreadPoolExecutor, work: Work) -> Callable[..., Any]:
    def run(arguments: dict[str, Any]) -> None:
        with app.app_context():
            try:
                work(**arguments)
            finally:
                db.session.remove()

    async def call(**arguments: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, run, arguments)

    return call


async def _tick_for_ever(app: Flask, runner: procrastinate.App, address: str) -> None:
    """Ticks until the worker stops; of several workers, one at a time does them."""
    loop = asyncio.get_running_loop()
    next_tidying = 0.0
    with ThreadPoolExecutor(1, thread_name_prefix="tick") as pool:
        while not _stopping.is_set():
            try:
                hour = loop.time() >= next_tidying
                leads = await loop.run_in_executor(pool, _tick, app, address, hour)
                if leads:
                    await _retry_stalled(runner)
                if leads and hour:
                    next_tidying = loop.time() + TIDY_SECONDS
                    await _tidy(runner)
            except Exception:
                # The database may be away; the next tick tries again.
                log.exception("tick failed")
            await loop.run_in_executor(pool, _stopping.wait, TICK_SECONDS)


def _tick(app: Flask, address: str, hour: bool) -> bool:  # noqa: FBT001
    """One tick, unless another worker is at it; True if it was ours. The lock dies with its connection."""
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [TICK_LOCK]).fetchone()
        if row is None or not row[0]:
            return False
        for name, work in (_ticks | (_hours if hour else {})).items():
            if _stopping.is_set():
                break
            with app.app_context():
                try:
                    work()
                except Exception:
                    log.exception("tick of %s failed", name)
                finally:
                    db.session.remove()
        return True


async def _retry_stalled(runner: procrastinate.App) -> None:
    """Jobs whose worker died go back into the queue; every task here may run twice."""
    stalled = await runner.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    for job in stalled:
        if job.attempts < MOST_DEATHS:
            await runner.job_manager.retry_job(job)
        else:
            log.error("job %s (%s) outlived %d workers", job.id, job.task_name, job.attempts)
            await runner.job_manager.finish_job(job, jobs_of_theirs.Status.FAILED, delete_job=False)


async def _tidy(runner: procrastinate.App) -> None:
    """Finished jobs are kept for a day."""
    await runner.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
