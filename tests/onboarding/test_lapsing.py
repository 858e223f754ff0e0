"""Drafts that nobody goes on with: told a week before, ended after, and every answer gives them their time anew."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from app.kernel.clock import now
from app.onboarding import lapsing, new_rules
from tests.onboarding.conftest import letters, link_in

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


LONG = lapsing.KEPT_DAYS


@pytest.fixture
def waiting(app, applicant, clock):
    """No contract yet; saved, to come back."""
    applicant.post("/begin")
    applicant.post("/questions/entity", {"entity": "clinic"})
    applicant.post("/questions/contracts", {"contracts": "no"})
    applicant.post("/save", {"email": applicant.email})


def test_who_waits_for_a_contract_is_kept_half_a_year_and_told_until_when(
    app, applicant, waiting, status, clock
):
    assert "kept until 21 May 2027" in applicant.get("/outcome").text
    assert "is kept until 21 May 2027" in letters(app)[0].text
    clock.shift(timedelta(days=LONG - lapsing.WARNED_DAYS) - timedelta(minutes=1))
    assert (round_(app), status()) == ([], "draft")
    clock.shift(timedelta(minutes=2))
    assert round_(app) == ["Your application ends soon"]
    clock.shift(timedelta(days=lapsing.WARNED_DAYS))
    assert (round_(app), status()) == ([], "lapsed")


def test_coming_back_by_the_letter_gives_half_a_year_anew(app, applicant, draft, status, clock):
    clock.shift(timedelta(days=DAYS - 1))
    assert round_(app) == ["Your application ends soon"]
    applicant.follow(link_in(letters(app)[0]))
    clock.shift(timedelta(days=LONG - lapsing.WARNED_DAYS - 1))
    assert (round_(app), status()) == ([], "draft")
    clock.shift(timedelta(days=1, minutes=1))
    assert round_(app) == ["Your application ends soon"]


def changed_rules(cluster, database_name):
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute("UPDATE integration_types SET outcome = 'saas' WHERE entity = 'hospital'")


@pytest.mark.parametrize("reachable", [True, False])
def test_who_was_stopped_hears_once_that_the_rules_open_the_way(
    app, applicant, status, clock, cluster, database_name, reachable
):
    applicant.post("/begin")
    applicant.post("/questions/entity", {"entity": "hospital"})
    if reachable:
        applicant.post("/save", {"email": applicant.email})
    told = len(letters(app))
    with app.app_context():
        new_rules.look_again()
    assert (len(letters(app)), status()) == (told, "stopped")
    changed_rules(cluster, database_name)
    clock.shift(timedelta(days=100))
    for _round in range(2):
        with app.app_context():
            new_rules.look_again()
    assert status() == "draft"
    assert len(letters(app)) == told + reachable
    if reachable:
        assert letters(app)[0].subject.startswith("The way is open for your establishment")
        applicant.follow(link_in(letters(app)[0]))
        assert applicant.get("/outcome", 303).location.endswith("/questions/contracts")


def test_names_and_papers_of_a_refused_application_go_after_half_a_year(
    app, applicant, draft, status, clock, cluster, database_name
):
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")  # What only the desk may write.
        admin.execute("UPDATE applications SET status = 'refused', decided_at = %s", [now()])

        def has_key() -> bool:
            ((found,),) = admin.execute(
                "SELECT wrapped_key IS NOT NULL FROM applications"
            ).fetchall()
            return found

        clock.shift(timedelta(days=LONG) - timedelta(days=1))
        assert (round_(app), has_key()) == ([], True)
        clock.shift(timedelta(days=1, minutes=1))
        assert (round_(app), has_key(), status()) == ([], False, "refused")
