"""The commands of the operator: people of the desk, and the dated lists of the front door."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.kernel.db import db
from app.onboarding import lists
from tests.conftest import settings_for


@pytest.fixture
def run(app):
    def call(*words: str, code: int = 0) -> str:
        result = app.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == code, result.output
        return result.output

    return call


def is_free(app, name: str, day: date) -> bool:
    with app.app_context():
        found = [one for one in lists.free_mail() if one.name == name]
        db.session.remove()
    return any(one.valid_from <= day and (one.valid_to is None or day <= one.valid_to) for one in found)  # fmt: skip


def test_somebody_is_seated_once(run):
    words = ("platform", "add-person", "--email", "Sara@maqbul.example", "--name-en", "Sara",
             "--name-ar", "سارة", "--role", "support", "--json")  # fmt: skip
    assert set(json.loads(run(*words))) == {"id", "password"}
    assert "signs in with this address already" in run(*words, code=1)
    listed = json.loads(run("platform", "list-people", "--json"))
    assert [one["second_factor"] for one in listed if one["e-mail"] == "sara@maqbul.example"] == [False]  # fmt: skip


def test_a_line_of_the_dated_lists_begins_and_ends(app, run):
    add = ("front-door", "add-free-mail", "Newmail.Example", "--from", "2026-12-01")
    run(*add, "--dry-run")
    assert not is_free(app, "newmail.example", date(2026, 12, 1))
    run(*add)
    assert "already" in run(*add, code=1)
    run("front-door", "end-free-mail", "newmail.example", "--last", "2026-12-31")
    assert [is_free(app, "newmail.example", day) for day in (date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 1))] == [False, True, False]  # fmt: skip
    assert "before" in run("front-door", "end-free-mail", "newmail.example", "--last", "2026-11-30", code=1)  # fmt: skip
    types = json.loads(run("front-door", "list"))["integration_types"]
    run("front-door", "end-integration-type", types[0]["id"], "--last", "2027-06-30")
    run("front-door", "add-integration-type", "--entity", types[0]["entity"], "--outcome", "person", "--from", "2027-07-01")  # fmt: skip
    after = json.loads(run("front-door", "list"))["integration_types"]
    assert len(after) == len(types) + 1
    assert next(one["last"] for one in after if one["id"] == types[0]["id"]) == "2027-06-30"


def test_without_the_operators_role_there_is_no_desk(cluster, database_name, app):
    from app import create_app

    bare = create_app(settings_for(cluster, database_name, database_platform_url=None))
    result = bare.test_cli_runner().invoke(args=["platform", "list-people"])
    assert (result.exit_code, "no desk here" in result.output) == (1, True)
    assert bare.test_client().get("/desk/sign-in").status_code == 404
