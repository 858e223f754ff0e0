"""The door: who gets in, who does not, and what the answer tells."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.access import session_store, sessions
from app.kernel.clock import now
from tests.cast import PASSWORD

STRANGER = "nobody@noor.example"


def token_of(client):
    cookie = client.client.get_cookie("maqbul")
    return cookie.value if cookie else None


def sign_in(client, email, password=PASSWORD, status=303, **more):
    return client.post("/sign-in", {"email": email, "password": password, **more}, status=status)


def test_a_person_signs_in_and_is_greeted_by_the_pages(as_):
    browser = as_("")
    page = sign_in(browser, "amal@noor.example", next="/account")
    assert page.location == "/account"
    assert "Noor Clinic" in browser.get("/account").text


def test_the_e_mail_is_read_in_any_case_and_with_spaces(as_):
    assert sign_in(as_(""), " Amal@NOOR.example ").status == 303


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_after_signing_in_one_stays_on_this_site(as_, target):
    assert sign_in(as_(""), "amal@noor.example", next=target).location == "/"


def test_the_session_id_is_new_at_sign_in(app, as_, people):
    """Fixation: what the browser carried before does not live on, even when it was a real session."""
    browser = as_("huda")
    before = token_of(browser)
    sign_in(browser, "amal@noor.example")
    assert token_of(browser) not in {before, None}
    with app.app_context():
        assert session_store.load(session_store.hash_of(before), now()) is None


def test_a_token_somebody_planted_is_not_adopted(as_):
    browser = as_("")
    planted = "A" * 43
    browser.client.set_cookie("maqbul", planted)
    sign_in(browser, "amal@noor.example")
    assert token_of(browser) != planted


def test_the_token_itself_is_not_in_the_database(app, as_):
    browser = as_("amal")
    from sqlalchemy import text

    from app.kernel.db import db
    from app.tenants.scope import in_tenant
    from tests.conftest import read_cast

    with app.app_context(), in_tenant(read_cast(app)["amal"].tenant_id):
        kept = db.session.execute(text("SELECT token_hash FROM sign_in_sessions")).scalars().all()
    assert kept == [session_store.hash_of(token_of(browser))]


def test_the_cookie_is_for_us_only(as_):
    browser = as_("")
    page = sign_in(browser, "amal@noor.example")
    cookie = next(c for c in page.response.headers.getlist("Set-Cookie") if "maqbul=" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_an_anonymous_page_writes_nothing(app, as_):
    as_("").get("/sign-in")
    with app.app_context():
        from sqlalchemy import text

        from app.kernel.db import db

        count = db.session.execute(text("SELECT count(*) FROM throttle_buckets")).scalar_one()
    assert count == 0


# ---- enumeration


def comparable(page, email):
    html = page.html.replace(email, "WHO")
    html = re.sub(r'name="csrf-token" content="[^"]+"', "", html)
    html = re.sub(r'name="(csrf_token|_once)" value="[^"]+"', "", html)
    return re.sub(r'nonce="[^"]+"', "", html)


def test_unknown_and_wrong_get_the_same_bytes(as_):
    one, other = as_(""), as_("")
    unknown = sign_in(one, STRANGER, "wrong password", status=422)
    wrong = sign_in(other, "amal@noor.example", "wrong password", status=422)
    assert comparable(unknown, STRANGER) == comparable(wrong, "amal@noor.example")
    assert unknown.errors == ["E-mail or password is wrong. Check both and try again."]


def test_unknown_and_wrong_do_the_same_work(app, as_, monkeypatch):
    """As many hashes and as many statements, so that the time tells nothing."""
    from sqlalchemy import event

    from app.access import passwords
    from app.kernel.db import db

    done: dict[str, list[str]] = {}
    hashes = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(
        passwords, "_hasher", SimpleNamespace(verify=lambda *a: hashes.append(1) or verify(*a))
    )
    with app.app_context():
        engine = db.engine
    for email in (STRANGER, "amal@noor.example"):
        browser = as_("")
        csrf = browser.csrf()
        seen: list[str] = []

        def note(_c, _cur, statement, *_rest, seen=seen):
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        browser.client.post(
            "/sign-in", data={"email": email, "password": "wrong password", "csrf_token": csrf}
        )
        event.remove(engine, "before_cursor_execute", note)
        done[email] = [
            s for s in seen if "audit_heads (tenant_id)" not in s and "FOR UPDATE" not in s
        ]
    assert done[STRANGER] == done["amal@noor.example"]
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("disabled", "UPDATE users SET disabled_at = now()"),
        ("left", "UPDATE memberships SET status = 'left'"),
        ("closed", "UPDATE tenants SET status = 'closed'"),
    ],
)
def test_who_has_no_access_any_more_does_not_get_in(app, as_, as_owner_of_database, how, why):
    as_owner_of_database(why)
    page = sign_in(as_(""), "amal@noor.example", status=422)
    assert page.errors == ["E-mail or password is wrong. Check both and try again."]


# ---- throttling


def guess(client, email="amal@noor.example", address="203.0.113.7", password="a wrong guess"):
    csrf = client.csrf()
    return client.client.post(
        "/sign-in",
        data={"email": email, "password": password, "csrf_token": csrf},
        environ_overrides={"REMOTE_ADDR": address},
    )


def test_guessing_on_one_account_stops_and_the_owner_elsewhere_gets_in(as_, clock):
    browser = as_("")
    answers = [guess(browser).status_code for _ in range(12)]
    assert answers[:5] == [422] * 5
    assert set(answers[5:]) == {429}
    assert guess(browser, password=PASSWORD).status_code == 429
    assert guess(as_(""), address="203.0.113.8", password=PASSWORD).status_code == 303


def test_a_slowed_down_browser_is_told_when_to_come_back(as_, clock):
    browser = as_("")
    for _ in range(5):
        guess(browser)
    answer = guess(browser)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Too many tries" in answer.get_data(as_text=True)
    clock.shift(timedelta(seconds=int(answer.headers["Retry-After"])))
    assert guess(browser, password=PASSWORD).status_code == 303


def test_guesses_from_many_addresses_on_one_account_stop(as_, clock):
    browser = as_("")
    answers = [guess(browser, address=f"203.0.113.{n}").status_code for n in range(20)]
    assert answers.count(422) == 10


def test_one_address_trying_many_accounts_stops(as_, clock):
    browser = as_("")
    answers = [guess(browser, email=f"p{n}@noor.example").status_code for n in range(40)]
    assert answers.count(422) == 30


def test_signing_in_right_costs_no_tries(as_, clock):
    for _ in range(40):
        assert guess(as_(""), password=PASSWORD).status_code == 303


# ---- leaving


def test_a_token_is_worth_nothing_after_signing_out(app, as_):
    browser = as_("amal")
    token = token_of(browser)
    browser.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie(sessions.cookie_name(app), token)
    for _ in range(3):
        assert thief.get("/account").status_code == 303


def test_who_is_sent_away_comes_back_to_the_page(as_):
    page = as_("").get("/account", status=303)
    assert page.location == "/sign-in?next=/account"


def test_a_search_does_not_follow_into_the_address(as_):
    assert as_("").get("/account?words=Ahmed", status=303).location == "/sign-in?next=/account"


def test_a_script_is_told_to_go_to_the_sign_in_page(as_):
    answer = as_("").client.get("/account", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_the_language_chosen_at_the_door_is_that_of_the_day(as_):
    """Who chose Arabic to sign in does not read English behind the door."""
    browser = as_("")
    browser.post("/language", {"language": "ar", "next": "/sign-in"})
    sign_in(browser, "amal@noor.example")
    assert browser.get("/account").all("html")[0].get("lang") == "ar"
    other = as_("amal")
    assert other.get("/account").all("html")[0].get("lang") == "ar"
    other.post("/language", {"language": "en", "next": "/account"})
    sign_in(fresh := as_(""), "amal@noor.example")
    assert fresh.get("/account").all("html")[0].get("lang") == "en"


def test_the_language_is_anybodys_choice(as_):
    browser = as_("")
    page = browser.post("/language", {"language": "ar", "next": "/sign-in"}, follow=True)
    assert page.heading == "تسجيل الدخول"
    signed = as_("amal")
    signed.post("/language", {"language": "ar", "next": "/account"})
    assert signed.get("/account").all("html")[0].get("dir") == "rtl"
    signed.post("/language", {"language": "fr"}, status=400)
