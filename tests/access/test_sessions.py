"""Sessions: they die at once, lock when nobody is there, and keep what was typed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text

from app.access import session_store, sessions
from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.cast import PASSWORD
from tests.page import csrf_of

WISHES = {"language": "en", "digits": "arab", "theme": "dark", "single_keys": "y"}


def stored(app, people, query, name="amal"):
    person = people[name]
    with app.app_context(), in_tenant(person.tenant_id, person.user_id):
        return db.session.execute(text(query)).all()


def events(app, people, name="amal"):
    rows = stored(app, people, "SELECT event FROM audit_events ORDER BY seq", name)
    return [row.event for row in rows if row.event.startswith("access.")]


def test_every_page_carries_the_token_that_its_forms_are_sent_with(as_):
    """So that other tests may sign it themselves instead of reading a page first."""
    browser = as_("amal")
    of_page = csrf_of(browser.get("/account").html)
    form = {**WISHES, "csrf_token": of_page, "_once": str(uuid4())}
    assert browser.client.post("/account", data=form).status_code == 303
    signer = URLSafeTimedSerializer(browser.app.secret_key, salt="wtf-csrf-token")
    assert signer.loads(of_page) == signer.loads(browser.csrf())
    assert browser.client.post("/account", data={**form, "csrf_token": of_page[::-1]}).status_code == 400  # fmt: skip


# ---- how long


@pytest.mark.parametrize(
    ("after", "status", "goes_to"),
    [
        (timedelta(minutes=9, seconds=59), 200, ""),
        (timedelta(minutes=10), 303, "/sign-in/unlock?next=/account"),
        (timedelta(hours=11, minutes=59), 303, "/sign-in/unlock?next=/account"),
        (timedelta(hours=12), 303, "/sign-in?next=/account"),
    ],
)
def test_a_session_locks_when_idle_and_ends_when_old(as_, clock, after, status, goes_to):
    browser = as_("amal")
    clock.shift(after)
    assert browser.get("/account", status=status).location == goes_to


def test_twelve_hours_are_the_end_even_of_a_busy_day(as_, clock):
    browser = as_("amal")
    for _ in range(12 * 60 // 8 - 1):
        clock.shift(timedelta(minutes=8))
        browser.client.get("/account")
    assert browser.get("/account").status == 200
    clock.shift(timedelta(minutes=8))
    assert browser.get("/account", status=303).location == "/sign-in?next=/account"


def test_a_page_that_asks_for_news_by_itself_keeps_nobody_awake(as_, clock):
    browser = as_("amal")
    for _ in range(4):
        clock.shift(timedelta(minutes=3))
        answer = browser.client.get("/account", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Trigger"] == "session-locked"
    assert "HX-Redirect" not in answer.headers


def test_the_sign_of_life_is_written_at_most_once_a_minute(app, as_, people, clock):
    browser = as_("amal")
    seen = []
    for _ in range(7):
        clock.shift(timedelta(seconds=20))
        browser.get("/account")
        seen.append(stored(app, people, "SELECT last_seen_at FROM sign_in_sessions")[0][0])
    assert len(set(seen)) == 3


# ---- at once


@pytest.mark.parametrize(
    "why",
    [
        "UPDATE users SET disabled_at = now()",
        "UPDATE memberships SET status = 'left'",
        "UPDATE tenants SET status = 'closed'",
        "UPDATE sign_in_sessions SET ended_at = now()",
        "DELETE FROM sign_in_sessions",
    ],
)
def test_what_ends_the_access_ends_it_with_the_next_request(as_, as_owner_of_database, why):
    browser = as_("amal")
    browser.get("/account")
    as_owner_of_database(why)
    assert browser.get("/account", status=303).location == "/sign-in?next=/account"


def test_a_new_role_holds_with_the_next_request(as_, as_owner_of_database, people):
    browser = as_("amal")
    assert browser.answer("GET", "/people") == 200
    as_owner_of_database(
        "UPDATE memberships SET role = 'receptionist' WHERE user_id = %s", people["amal"].user_id
    )
    assert browser.answer("GET", "/people") == 403


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 3900, "é" * 43, "' OR 1=1 --"])
def test_a_cookie_that_is_no_token_is_nobody(app, value):
    client = app.test_client()
    client.set_cookie(sessions.cookie_name(app), value)
    assert client.get("/account").status_code == 303


def test_one_row_is_not_visible_by_another_hash(app, as_):
    """Row-level security itself: naming a hash opens that row and no other."""
    as_("amal"), as_("salma")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(session_store.NAME_SESSION, {"hash": session_store.hash_of("x" * 43)})
        assert connection.execute(text("SELECT count(*) FROM sign_in_sessions")).scalar_one() == 0


# ---- locking


def lock(browser):
    return browser.client.post("/sign-in/lock", json={}, headers={"X-CSRF-Token": browser.csrf()})


def unlock_by_script(browser, csrf, password=PASSWORD):
    return browser.client.post(
        "/sign-in/unlock", json={"password": password}, headers={"X-CSRF-Token": csrf}
    )


def test_the_lock_hides_every_page_and_the_password_opens_it(app, as_, people):
    browser = as_("amal")
    csrf = browser.csrf()
    assert lock(browser).status_code == 204
    page = browser.get("/people", status=303)
    assert page.location == "/sign-in/unlock?next=/people"
    locked = browser.get(page.location)
    assert locked.heading == "Locked"
    assert "Amal" in locked.text
    wrong = browser.client.post(
        "/sign-in/unlock", data={"password": "no", "next": "/people", "csrf_token": csrf}
    )
    assert wrong.status_code == 422
    right = browser.client.post(
        "/sign-in/unlock", data={"password": PASSWORD, "next": "/people", "csrf_token": csrf}
    )
    assert right.headers["Location"] == "/people"
    browser.get("/people")
    assert events(app, people) == ["access.locked", "access.unlock_failed", "access.unlocked"]


def test_the_lock_screen_of_the_page_speaks_json(as_):
    browser = as_("amal")
    csrf = browser.csrf()
    lock(browser)
    assert unlock_by_script(browser, csrf, "wrong").status_code == 401
    answer = unlock_by_script(browser, csrf)
    assert answer.status_code == 200
    fresh = answer.get_json()["csrf"]
    assert lock_with(browser, fresh) == 204


def lock_with(browser, csrf):
    answer = browser.client.post("/sign-in/lock", json={}, headers={"X-CSRF-Token": csrf})
    return answer.status_code


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"password": 7}', "{"])
def test_an_unlock_without_a_password_is_refused(as_, body):
    browser = as_("amal")
    answer = browser.client.post(
        "/sign-in/unlock", data=body, content_type="application/json",
        headers={"X-CSRF-Token": browser.csrf()},
    )  # fmt: skip
    assert answer.status_code == 400


def test_unlocking_what_is_over_says_so(as_):
    browser = as_("")
    assert unlock_by_script(browser, browser.csrf()).status_code == 410


def test_guessing_at_the_lock_stops(as_, clock):
    browser = as_("amal")
    csrf = browser.csrf()
    lock(browser)
    codes = [unlock_by_script(browser, csrf, "guess").status_code for _ in range(8)]
    assert codes == [401] * 5 + [429] * 3


def test_somebody_else_may_sign_in_at_the_locked_screen(app, as_, people):
    browser = as_("amal")
    lock(browser)
    browser.post("/sign-in", {"email": "huda@noor.example", "password": PASSWORD})
    assert "Huda" in browser.get("/account").text
    ended = stored(app, people, "SELECT ended_at FROM sign_in_sessions WHERE locked_at IS NOT NULL")
    assert ended[0][0] is not None


# ---- what a session holds


def test_a_sentence_said_once_is_kept_until_the_next_page(as_):
    browser = as_("amal")
    page = browser.post("/account", WISHES, follow=True)
    assert "Your settings are saved." in page.text
    assert "Your settings are saved." not in browser.get("/account").text


def test_reading_pages_does_not_rewrite_the_session(app, as_, people):
    from sqlalchemy import event

    browser = as_("amal")
    written: list[str] = []

    def note(_c, _cur, statement, *_rest):
        if statement.split()[0] in {"INSERT", "UPDATE", "DELETE"}:
            written.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    browser.get("/account"), browser.get("/people")
    event.remove(engine, "before_cursor_execute", note)
    assert written == []


def test_a_session_holds_no_name(app, as_, people):
    browser = as_("amal")
    browser.post("/account", WISHES, follow=True)
    (row,) = stored(app, people, "SELECT data FROM sign_in_sessions")
    assert set(row.data) <= {"csrf_token", "_user_id", "_fresh", "_id", "_flashes"}
    assert not re.search("amal|noor", json.dumps(row.data), re.IGNORECASE)
    assert UUID(row.data["_user_id"])


def test_flask_login_knows_the_person(app, as_, people):
    from flask import template_rendered
    from flask_login import current_user

    browser, seen = as_("amal"), []
    with template_rendered.connected_to(lambda *_a, **_k: seen.append(current_user.get_id()), app):
        browser.get("/account")
        lock(browser)
        browser.get("/sign-in/unlock")
    assert seen[0] == str(people["amal"].user_id)
    assert seen[-1] is None


def test_a_session_ends_in_the_past_of_nobody_else(app, as_, people):
    one, other = as_("amal"), as_("badr")
    one.post("/sign-out")
    assert one.answer("GET", "/account") == 303
    assert other.answer("GET", "/account") == 200
