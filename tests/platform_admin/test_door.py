"""The door of the desk: two factors always, neutral answers, and nobody crosses over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.access.factors import totp
from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from app.platform_admin import factor, signin
from app.platform_admin.models import PlatformPerson
from app.tenants.scope import as_platform
from tests.cast import PASSWORD, SECRETS
from tests.page import PageClient


@pytest.fixture
def browser(app):
    return PageClient(app, app.test_client())


def code(name: str = "omar") -> str:
    return totp.code_at(SECRETS[name], totp.step_at(now()))


def give_password(browser, name="omar", password=PASSWORD, status=303):
    form = {"email": f"{name}@maqbul.example", "password": password}
    return browser.post("platform_admin.sign_in", form, status=status)


def test_password_and_code_open_the_desk_and_neither_alone(browser, clock):
    assert give_password(browser).location == "/desk/second-factor"
    # The password alone opens nothing but the next door.
    assert browser.get("/desk", status=303).location == "/desk/second-factor"
    assert browser.post("platform_admin.second_factor", {"code": code()}).location == "/desk"
    page = browser.get("/desk")
    assert "Noor Clinic" in page.text
    assert "Omar" in page.text


def test_a_code_is_taken_once(app, browser, clock):
    used = code()
    give_password(browser)
    browser.post("platform_admin.second_factor", {"code": used})
    other = PageClient(app, app.test_client())
    give_password(other)
    again = other.post("platform_admin.second_factor", {"code": used}, status=422)
    assert again.errors == [
        "This code is not right, or was used already. Wait for the next one and type it again."
    ]
    clock.shift(timedelta(seconds=30))
    assert other.post("platform_admin.second_factor", {"code": code()}).location == "/desk"


def test_unknown_address_and_wrong_password_read_alike(browser):
    known = give_password(browser, password="wrong horse battery", status=422)
    unknown = give_password(browser, name="nobody", password="wrong horse battery", status=422)
    assert known.errors == unknown.errors != []
    masked = [re.sub(r"nobody|omar|nonce-\S+|[\w-]{36,}", "", one.text) for one in (known, unknown)]
    assert masked[0] == masked[1]


def test_a_token_from_before_the_second_factor_is_worth_nothing_after_it(app, browser, clock):
    give_password(browser)
    with browser.client.session_transaction() as session:
        before = session["desk"]
    browser.post("platform_admin.second_factor", {"code": code()})
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["desk"] = before
    assert PageClient(app, thief).get("/desk", status=303).location == "/desk/sign-in"


def test_codes_are_slow_to_guess(browser, clock):
    give_password(browser)
    for _ in range(5):
        browser.post("platform_admin.second_factor", {"code": "000000"}, status=422)
    page = browser.post("platform_admin.second_factor", {"code": code()}, status=429)
    assert "Retry-After" in page.response.headers


def test_an_idle_desk_is_left(desk, clock):
    omar = desk("omar")
    omar.get("/desk")
    clock.shift(timedelta(minutes=10, seconds=1))
    assert omar.get("/desk", status=303).location == "/desk/sign-in"


def test_who_is_disabled_is_out_at_once(app, desk):
    omar = desk("omar")
    with app.app_context(), as_platform():
        db.session.execute(text("UPDATE platform_people SET disabled_at = now()"))
        db.session.commit()
    assert omar.get("/desk", status=303).location == "/desk/sign-in"


def test_tenants_people_find_nothing_at_the_desk(app, as_, desk):
    amal = as_("amal")
    for address in ("/desk", "/desk/sign-in", "/desk/trail", "/desk/nowhere"):
        assert amal.get(address, status=404).status == 404
    assert amal.get("/patients").status == 200


def test_the_operators_people_find_no_page_of_a_tenant(desk):
    omar = desk("omar")
    for address in ("/", "/patients", "/claims", "/settings", "/audit", "/account"):
        page = omar.get(address, status=404)
        assert "/desk" in page.links
    assert omar.post("/patients/search", {"who": "x"}, status=404).status == 404
    assert omar.get("/desk").status == 200


def test_a_new_person_sets_up_the_factor_and_a_password_of_their_own(app, browser, clock):
    with app.app_context(), as_platform():
        new = signin.NewPerson(
            email="sara@maqbul.example", name_en="Sara", name_ar="سارة", role="support", language="en"
        )  # fmt: skip
        _id, password = signin.add_person(new)
        db.session.commit()
    give_password(browser, "sara", password)
    assert browser.get("/desk/second-factor", status=303).location == "/desk/second-factor/enrol"
    page = browser.get("platform_admin.enrol")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text)[0].replace(" ", "")
    browser.post("platform_admin.enrol", {"code": "000000"}, status=422)
    shown = browser.post(
        "platform_admin.enrol", {"code": totp.code_at(secret, totp.step_at(now()))}, status=200
    )
    printed = re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", shown.text)
    assert len(printed) == 10
    assert browser.get("/desk", status=303).location == "/desk/password"
    form = {
        "current": password,
        "new": "quite another horse 7",
        "repeated": "quite another horse 7",
    }
    assert browser.post("platform_admin.password", form).location == "/desk"
    # A printed code opens the door once.
    for status in (303, 422):
        browser.post("platform_admin.sign_out")
        give_password(browser, "sara", "quite another horse 7")
        browser.post("platform_admin.second_factor", {"code": printed[0]}, status=status)
    with app.app_context():
        told = [kept.letter for kept in mail.outbox()]
    # The app that was set up, and the code that was used once; a wrong code is no change.
    assert {one.to for one in told} == {"sara@maqbul.example"}
    assert sorted(("Recovery codes left: 9" in one.text, "was set up" in one.text) for one in told) == [
        (False, True), (True, False)
    ]  # fmt: skip
    assert all(printed[0] not in one.text and "العامل الثاني" in one.subject for one in told)


def test_the_secret_is_sealed_and_bound_to_its_person(app):
    with app.app_context(), as_platform():
        omar, lina = (
            db.session.query(PlatformPerson).filter_by(email=f"{name}@maqbul.example").one()
            for name in ("omar", "lina")
        )
        assert SECRETS["omar"].encode() not in omar.secret_sealed
        assert factor.secret_of(omar) == SECRETS["omar"]
        omar.secret_sealed = lina.secret_sealed
        with pytest.raises(Exception, match="platform_people"):
            factor.secret_of(omar)


def test_the_trail_of_the_desk_is_read_and_verified(desk, browser, clock):
    give_password(browser, password="wrong horse battery", status=422)
    give_password(browser)
    browser.post("platform_admin.second_factor", {"code": code()})
    rows = browser.get("platform_admin.trail").rows()
    assert [row[3] for row in rows] == ["Signed in at the desk", "Sign-in at the desk failed"]
    assert rows[0][2] == "Omar"
    found = browser.post("platform_admin.verify", status=200)
    assert "The trail is whole" in found.text
    assert desk("tariq").get("platform_admin.trail", status=403).status == 403
