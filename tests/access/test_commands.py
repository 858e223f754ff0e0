"""flask people …: the first owner of a tenant, and help for who is locked out."""

from __future__ import annotations

import pytest


@pytest.fixture
def run(app):
    def invoke(*args):
        return app.test_cli_runner().invoke(args=["people", *map(str, args)])

    return invoke


def signs_in(as_, email, password):
    browser = as_("")
    form = {"email": email, "password": password, "csrf_token": browser.csrf()}
    return browser.client.post("/sign-in", data=form).status_code == 303


def test_a_person_is_added_helped_and_let_go(run, as_, people):
    noor = people["amal"].tenant_id
    new = (
        "--email",
        "Zahra@noor.example",
        "--name-en",
        "Zahra",
        "--name-ar",
        "زهرة",
        "--role",
        "owner",
    )
    added = run("add", noor, *new)
    assert added.exit_code == 0, added.output
    membership, first = added.output.split()
    assert signs_in(as_, "zahra@noor.example", first)
    assert "owner           Zahra" in run("list", noor).output
    second = run("reset-password", noor, membership).output.strip()
    assert not signs_in(as_, "zahra@noor.example", first)
    assert signs_in(as_, "zahra@noor.example", second)
    assert run("end", noor, membership).exit_code == 0
    assert not signs_in(as_, "zahra@noor.example", second)


def test_what_cannot_be_done_is_said_in_a_sentence(run, people):
    seeb = people["salma"].tenant_id
    new = ("--email", "salma@seeb.example", "--name-en", "S", "--name-ar", "س", "--role", "owner")
    again = run("add", seeb, *new)
    assert again.exit_code == 1
    assert "on the list already" in again.output
    membership = run("list", seeb).output.split()[0]
    assert "last owner" in run("end", seeb, membership).output
    nowhere = run("add", people["salma"].user_id, *new)
    assert "does not exist" in nowhere.output
