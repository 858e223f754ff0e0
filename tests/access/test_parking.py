"""A half-typed form that met the lock: kept sealed, for one person, for one hour, until it is sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.cast import PASSWORD

WISHES = {"language": "en", "digits": "arab", "theme": "dark", "single_keys": "y"}


@pytest.fixture
def stored(app, people):
    """What a query finds in Noor Clinic."""

    def read(query):
        amal = people["amal"]
        with app.app_context(), in_tenant(amal.tenant_id, amal.user_id):
            return db.session.execute(text(query)).all()

    return read


def parked(browser, clock, data=None):
    csrf = browser.csrf()
    clock.shift(timedelta(minutes=11))
    sent = {**WISHES, **(data or {}), "csrf_token": csrf, "_once": str(uuid4())}
    answer = browser.client.post("/account", data=sent)
    assert answer.status_code == 303
    return answer.headers["Location"], csrf, sent


def go_on(browser, location, csrf):
    parked_id = location.partition("parked=")[2]
    return browser.client.post(
        "/sign-in/unlock", data={"password": PASSWORD, "parked": parked_id, "csrf_token": csrf}
    ).headers["Location"]


def test_a_half_typed_form_survives_the_lock(as_, stored, clock):
    browser = as_("amal")
    location, csrf, sent = parked(browser, clock)
    page = browser.get(go_on(browser, location, csrf))
    assert page.heading == "Continue where you were"
    form = next(
        f for f in page.all("form") if f.get("action") == "/account" and f.get("method") == "post"
    )
    fields = {field.get("name"): field.get("value") for field in form.iter() if field.get("name")}
    assert {name: fields[name] for name in (*WISHES, "_once")} == {
        name: sent[name] for name in (*WISHES, "_once")
    }
    assert stored("SELECT theme FROM users WHERE name_en = 'Amal'")[0][0] == "auto"
    assert browser.client.post("/account", data=fields).status_code == 303
    assert stored("SELECT theme FROM users WHERE name_en = 'Amal'")[0][0] == "dark"
    assert stored("SELECT count(*) FROM parked_forms")[0][0] == 0


def test_what_was_typed_waits_sealed(as_, stored, clock):
    parked(as_("amal"), clock, {"theme": "a-very-private-word"})
    (row,) = stored("SELECT path, body_sealed FROM parked_forms")
    assert row.path == "/account"
    assert b"a-very-private-word" not in bytes(row.body_sealed)


def test_only_the_same_person_in_the_same_session_finds_it(as_, clock):
    browser = as_("amal")
    location, csrf, _ = parked(browser, clock)
    target = go_on(browser, location, csrf)
    as_("amal").get(target, status=404)
    as_("badr").get(target, status=404)
    as_("salma").get(target, status=404)
    assert as_("").get(target, status=303).location.startswith("/sign-in")
    browser.get(target)


def test_it_waits_an_hour_at_most(as_, clock):
    browser = as_("amal")
    location, csrf, _ = parked(browser, clock)
    target = go_on(browser, location, csrf)
    headings = []
    for _ in range(6):
        clock.shift(timedelta(minutes=9))
        headings.append(browser.get(target).heading)
    assert headings == ["Continue where you were"] * 6
    clock.shift(timedelta(minutes=7))
    assert browser.get(target, status=404).heading == "There is nothing here"


def test_it_can_be_thrown_away(as_, stored, clock):
    browser = as_("amal")
    location, csrf, _ = parked(browser, clock)
    target = go_on(browser, location, csrf)
    browser.post(target)
    browser.get(target, status=404)
    assert stored("SELECT count(*) FROM parked_forms")[0][0] == 0


def test_a_form_without_our_token_is_not_kept(as_, stored, clock):
    browser = as_("amal")
    clock.shift(timedelta(minutes=11))
    answer = browser.client.post("/account", data=WISHES)
    assert answer.headers["Location"] == "/sign-in/unlock"
    assert stored("SELECT count(*) FROM parked_forms")[0][0] == 0
