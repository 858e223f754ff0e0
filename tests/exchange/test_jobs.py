"""Jobs: with the transaction that wants them, or not at all; tried again; looked after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from flask import Flask

from app.exchange import poller
from app.exchange.models import Inbound, Message
from app.kernel import jobs
from app.kernel.clock import now
from app.kernel.db import db
from tests.exchange.conftest import Desk

DONE: list[str] = []


@jobs.task("test.note")
def note(word: str) -> None:
    DONE.append(word)


@jobs.task("test.stumble", retry=3)
def stumble(word: str) -> None:
    DONE.append(word)
    if len(DONE) < 2:
        raise RuntimeError("once")


@pytest.fixture(autouse=True)
def _nothing_done() -> Iterator[None]:
    DONE.clear()
    yield
    DONE.clear()


def waiting() -> int:
    return int(
        db.session.execute(
            db.text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        ).scalar_one()
    )


def test_a_job_is_there_if_and_only_if_the_transaction_commits(app: Flask, in_noor: object) -> None:
    jobs.defer("test.note", word="lost")
    db.session.rollback()
    assert waiting() == 0
    jobs.defer("test.note", word="kept")
    db.session.commit()
    assert waiting() == 1
    db.session.rollback()
    jobs.run_worker(app, threads=1, forever=False)
    assert DONE == ["kept"]


def test_a_job_for_later_waits(app: Flask, in_noor: object) -> None:
    jobs.defer("test.note", run_at=now() + timedelta(hours=1), word="later")
    db.session.commit()
    jobs.run_worker(app, threads=1, forever=False)
    assert (DONE, waiting()) == ([], 1)


def test_an_unknown_task_is_refused_at_once(in_noor: object) -> None:
    with pytest.raises(LookupError):
        jobs.defer("test.nothing")


def test_a_failing_job_is_put_back(app: Flask, in_noor: object) -> None:
    jobs.defer("test.stumble", word="again")
    db.session.commit()
    jobs.run_worker(app, threads=1, forever=False)
    assert DONE == ["again"]
    assert waiting() == 1


def test_one_worker_ticks_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_ticks", {"note": lambda: DONE.append("tick")})
    monkeypatch.setattr(jobs, "_hours", {"note hourly": lambda: DONE.append("hour")})
    address = app.extensions["settings"].database_url
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [jobs.TICK_LOCK])
        assert jobs._tick(app, address, True) is False
    assert jobs._tick(app, address, False) is True
    assert jobs._tick(app, address, True) is True
    assert DONE == ["tick", "tick", "hour"]


def test_a_poll_that_brought_nothing_is_forgotten_after_a_day(line: object, desk: Desk) -> None:
    desk.work(rounds=2)
    assert {row.kind for row in desk.inbound()} == {"poll"}
    assert poller.forget_empty_polls() == 0
    db.session.execute(
        db.text("UPDATE messages SET answered_at = answered_at - interval '25 hours'")
    )
    assert poller.forget_empty_polls() == 1
    db.session.commit()
    assert db.session.scalars(db.select(Message)).all() == []
    assert db.session.scalars(db.select(Inbound)).all() == []
