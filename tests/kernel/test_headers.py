"""Every answer carries the headers that keep a browser from being used against us."""

from __future__ import annotations

import re

import pytest

from app.kernel.headers import ALWAYS


@pytest.fixture
def answers(app, as_):
    """One answer of each kind: page, redirect, JSON, refusal, missing, wrong method, fault."""
    amal, stranger = as_("amal"), as_("").client
    csrf = amal.csrf()
    return {
        "page": amal.client.get("/account"),
        "door": stranger.get("/sign-in"),
        "redirect": stranger.get("/account"),
        "script": stranger.get("/account", headers={"HX-Request": "true"}),
        "missing": stranger.get("/no/such/page"),
        "method": stranger.get("/sign-out"),
        "no token": amal.client.post("/account", data={}),
        "refused": amal.client.post("/account/password", data={"csrf_token": csrf, "_once": "x"}),
        "empty": amal.client.post("/sign-in/lock", json={}, headers={"X-CSRF-Token": csrf}),
    }


def test_they_are_on_every_answer(answers):
    for kind, answer in answers.items():
        for name, value in ALWAYS.items():
            assert answer.headers.get(name) == value, (kind, name)
        assert answer.headers["Cache-Control"] == "no-store", kind
        assert "Strict-Transport-Security" not in answer.headers, "only where there is https"


def test_the_policy_lets_nothing_in_but_ours(answers):
    for kind, answer in answers.items():
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in answer.headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'", kind
        assert re.fullmatch(r"'self' 'nonce-[A-Za-z0-9_-]{22}'", policy["script-src"]), kind
        for name in ("frame-ancestors", "base-uri", "object-src"):
            assert policy[name] == "'none'", (kind, name)
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in str(policy)


def test_the_nonce_is_new_each_time_and_the_pages_own(as_):
    amal = as_("amal")
    seen = set()
    for _ in range(3):
        page = amal.get("/account")
        nonce = re.search(
            r"'nonce-([^']+)'", page.response.headers["Content-Security-Policy"]
        ).group(1)
        assert {script.get("nonce") for script in page.all("script")} == {nonce}
        seen.add(nonce)
    assert len(seen) == 3


def test_a_fault_carries_them_too(app, as_, monkeypatch):
    from app.access import queries

    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(queries, "me", broken)
    answer = as_("amal").client.get("/account")
    assert answer.status_code == 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "nonce-" in answer.headers["Content-Security-Policy"]
    assert "a fault" not in answer.get_data(as_text=True)


def test_where_there_is_https_it_stays(cluster, template, database_name):
    from app import create_app
    from tests.conftest import settings_for

    app = create_app(settings_for(cluster, database_name, base_url="https://maqbul.example"))
    answer = app.test_client().get("/sign-in", base_url="https://maqbul.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-maqbul=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
