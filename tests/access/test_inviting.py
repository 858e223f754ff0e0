"""Invited by mail: the link, who it lets in, and what ends it. And letters about new devices."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from app.access import inviting, signin
from app.access.errors import AlreadyInvited, EmailTaken, InvitationOver
from app.access.models import Invitation
from app.access.service import NewPerson
from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from app.tenants.queries import facilities
from tests.cast import PASSWORD

NEW_PASSWORD = "quite another horse 7"
TWICE = {"new": NEW_PASSWORD, "repeated": NEW_PASSWORD}


@pytest.fixture(autouse=True)
def _still(clock):
    """Links run out to the second."""


def newcomer(email="layla@noor.example", role="doctor"):
    return NewPerson(email=email, name_en="Layla", name_ar="ليلى", language="en", role=role, facility_id=facilities()[0].id)  # fmt: skip


def invite(inside, email="layla@noor.example", by="amal"):
    with inside(by):
        inviting.invite(newcomer(email))
        db.session.commit()
    return link_in_newest_letter()


def link_in_newest_letter():
    letter = mail.outbox()[0].letter
    db.session.rollback()
    return re.search(r"http://localhost:8000(\S+/[\w-]{43})", letter.text)[1]


def test_an_invited_person_chooses_a_password_and_works_here(as_, inside, people):
    link, browser = invite(inside), as_("")
    page = browser.get(link)
    assert "Noor Clinic" in page.text
    assert "layla@noor.example" in page.text
    assert browser.post(link, {"new": NEW_PASSWORD, "repeated": "another"}, status=422).errors == ["The two new passwords are not the same. Type both again."]  # fmt: skip
    assert browser.post(link, {"new": "short", "repeated": "short"}, status=422).errors
    assert browser.post(link, TWICE).location == "/"
    assert "Layla" in browser.get("/account").text
    assert browser.get("/people", status=403).status == 403
    assert "not valid any more" in as_("").post(link, TWICE, follow=True).text
    assert signin.sign_in("layla@noor.example", NEW_PASSWORD, "127.0.0.1").tenant_ids == (people["amal"].tenant_id,)  # fmt: skip


@pytest.mark.parametrize("ending", ["withdrawn", "sent again", "ran out", "made up"])
def test_a_link_that_opens_nothing_any_more(inside, ending):
    link = invite(inside)
    with inside("amal"):
        one = db.session.scalars(db.select(Invitation)).one()
        if ending == "withdrawn":
            inviting.withdraw(one.id)
        if ending == "sent again":
            inviting.resend(one.id)
        db.session.commit()
    token = "x" * 43 if ending == "made up" else link.rpartition("/")[2]
    later = now() + (inviting.GOOD_FOR if ending == "ran out" else timedelta())
    with time_machine.travel(later, tick=False), pytest.raises(InvitationOver):
        inviting.accept(token, NEW_PASSWORD, NEW_PASSWORD, "127.0.0.1")


def test_who_has_an_account_elsewhere_gives_its_password(as_, inside, people):
    link, browser = invite(inside, "salma@seeb.example"), as_("")
    assert browser.post(link, {"new": "not the password"}, status=422).errors
    assert browser.post(link, {"new": PASSWORD}).location == "/sign-in"
    both = signin.tenants_of(people["salma"].user_id)
    assert set(both) == {people["salma"].tenant_id, people["amal"].tenant_id}


def test_a_link_opened_in_a_browser_of_another_place(as_, inside):
    """Who is signed in there meanwhile neither sees nor changes anything by it."""
    link = invite(inside)
    assert "Noor Clinic" in as_("salma").get(link).text


@pytest.mark.parametrize(("email", "refusal"), [
    ("huda@noor.example",  EmailTaken),
    ("layla@noor.example", AlreadyInvited),
])  # fmt: skip
def test_nobody_is_invited_twice(inside, email, refusal):
    invite(inside)
    with inside("amal"), pytest.raises(refusal):
        inviting.invite(newcomer(email))


def test_the_page_of_people_shows_who_is_invited_and_withdraws(as_, inside):
    browser = as_("amal")
    form = {"email": "layla@noor.example", "name_en": "Layla", "name_ar": "ليلى", "role": "doctor", "language": "ar"}  # fmt: skip
    with inside("amal"):
        form["facility_id"] = str(facilities()[0].id)
    browser.post("/people/invite", form)
    page = browser.get("/people")
    assert "layla@noor.example" in page.text
    path = re.search(r"/people/invitations/[0-9a-f-]{36}/withdraw", page.html)[0]
    browser.post(path)
    assert "layla@noor.example" not in browser.get("/people").text


# ---- devices


def sign_in(browser):
    return browser.post("/sign-in", {"email": "huda@noor.example", "password": PASSWORD})


def test_a_new_device_is_told_by_mail_a_known_one_is_not(as_, context):
    first = as_("")
    sign_in(first)
    sign_in(first)
    assert mail.outbox() == []
    sign_in(as_(""))
    letter = mail.outbox()[0].letter
    assert letter.to == "huda@noor.example"
    assert "127.0.…" in letter.text


def test_this_was_not_me_ends_every_session_and_tells_the_owner(as_, context):
    one, other = as_(""), as_("")
    sign_in(one)
    sign_in(other)
    link = link_in_newest_letter()
    stranger = as_("")
    assert "This was not me" in stranger.get(link).text
    assert one.get("/account").status == 200, "looking ends nothing"
    stranger.post(link)
    for browser in (one, other):
        assert browser.get("/account", status=303).location.startswith("/sign-in")
    assert "amal@noor.example" in {kept.letter.to for kept in mail.outbox()}
    assert "used or is too old" in stranger.post(link, follow=True).text


def test_sign_out_everywhere_else(as_):
    here, there = as_("huda"), as_("huda")
    assert "Sign out everywhere else" in here.get("/account").text
    here.post("/account/other-devices/end")
    assert here.get("/account").status == 200
    assert there.get("/account", status=303).location.startswith("/sign-in")
