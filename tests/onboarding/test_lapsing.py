"""Drafts that nobody goes on with: told a week before, ended after, and every answer gives them their time anew."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from app.onboarding import lapsing
from tests.onboarding.conftest import letters

DAYS = lapsing.UNCONFIRMED_DAYS


def round_(app) -> list[str]:
    """What an hour of the worker writes to people."""
    before = len(letters(app))
    with app.app_context():
        lapsing.let_lapse()
        lapsing.let_lapse()
    return [one.subject.split(" · ")[0] for one in letters(app)[: len(letters(app)) - before]]


@pytest.fixture
def status(cluster, database_name):
    """How the only application stands."""

    def read() -> str:
        with psycopg.connect(cluster.url(database_name)) as connection:
            ((found,),) = connection.execute("SELECT status FROM applications").fetchall()
        return found

    return read


@pytest.fixture
def draft(app, applicant):
    """Everything answered, nothing confirmed."""
    applicant.answer()


def test_a_draft_is_warned_of_once_and_lapses(app, applicant, draft, status, clock):
    clock.shift(timedelta(days=DAYS - lapsing.WARNED_DAYS) - timedelta(minutes=1))
    assert round_(app) == []
    clock.shift(timedelta(minutes=2))
    assert round_(app) == ["Your application ends soon"]
    letter = letters(app)[0]
    assert "/apply/return/" in letter.text
    assert "ينتهي بعد أسبوع" in letter.text
    clock.shift(timedelta(days=lapsing.WARNED_DAYS) - timedelta(minutes=3))
    assert (round_(app), status()) == ([], "draft")
    clock.shift(timedelta(minutes=3))
    assert (round_(app), status()) == ([], "lapsed")


def test_an_answer_gives_it_its_time_anew(app, applicant, draft, status, clock):
    clock.shift(timedelta(days=DAYS - 1))
    assert round_(app) == ["Your application ends soon"]
    applicant.post("/questions/phone", {"phone": "92345678"})
    clock.shift(timedelta(days=DAYS - lapsing.WARNED_DAYS - 1))
    assert (round_(app), status()) == ([], "draft")
    clock.shift(timedelta(days=1, minutes=1))
    assert round_(app) == ["Your application ends soon"]


def test_without_an_address_nobody_is_told_and_it_lapses_all_the_same(
    app, applicant, status, clock
):
    applicant.post("/begin")
    clock.shift(timedelta(days=DAYS, minutes=1))
    assert (round_(app), status()) == ([], "lapsed")
