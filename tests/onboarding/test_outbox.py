"""The outbox of a trial: everybody finds their own letters and nobody else's; the desk finds them all."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from app.access import inviting
from app.access.service import NewPerson
from app.kernel.db import db
from app.mail import service as mail
from app.tenants.queries import facilities
from app.tenants.scope import as_platform
from tests import database
from tests.onboarding.conftest import letters, link_in

OUTBOX = "/mail/outbox"
SUBJECT = "Your licences end soon"


def invite(inside, whose: str, email: str) -> None:
    """Somebody is asked to work where this person works."""
    with inside(whose):
        new = NewPerson(
            email=email, name_en="Layla", name_ar="ليلى", language="en", role="receptionist", facility_id=facilities()[0].id,
        )  # fmt: skip
        inviting.invite(new)
        db.session.commit()


def remind(inside, whose: str, email: str) -> None:
    """A letter that brings nobody in."""
    with inside(whose):
        mail.send("licence", mail.Letter(email, SUBJECT, f"To {whose}'s clinic."))
        db.session.commit()


def shown(page) -> set[str]:
    """To whom the letters on a page are."""
    return {address for address in ADDRESSES if f"To {address}" in page.text}


ADDRESSES = ("layla@noor.example", "lubna@seeb.example", "amal@noor.example", "info@noor-clinic.om", "omar@maqbul.example")  # fmt: skip


@pytest.fixture
def written(app, inside, applicant):
    """Letters of two clinics, of an applicant and of the desk itself."""
    invite(inside, "amal", "layla@noor.example")
    invite(inside, "salma", "lubna@seeb.example")
    remind(inside, "amal", "amal@noor.example")
    applicant.answer()
    applicant.post("/check")
    with app.app_context(), as_platform():
        mail.send("desk", mail.Letter("omar@maqbul.example", "Of the desk", "Only the desk's."))
        db.session.commit()
    return applicant


def test_each_clinic_finds_its_own_letters(as_, written):
    assert shown(as_("amal").get(OUTBOX)) == {"layla@noor.example", "amal@noor.example"}
    assert shown(as_("salma").get(OUTBOX)) == {"lubna@seeb.example"}


def test_an_applicant_finds_the_own_letter_and_who_is_nobody_finds_none(as_, written):
    page = written.browser.get(OUTBOX)
    assert shown(page) == {"info@noor-clinic.om"}
    page = as_("").get(OUTBOX)
    assert shown(page) == set()
    assert "No letter of yours is here yet." in page.text


def test_who_is_invited_finds_the_link_by_the_address_and_nothing_that_brings_nobody_in(app, as_, written):  # fmt: skip
    stranger = as_("")
    page = stranger.post(OUTBOX, {"email": "Layla@Noor.example"}, status=200)
    assert shown(page) == {"layla@noor.example"}
    assert any("/invitation/" in link for link in page.links)
    page = stranger.post(OUTBOX, {"email": "amal@noor.example"}, status=200)
    assert (shown(page), SUBJECT in page.text) == (set(), False)
    assert "There is no letter to this address that brings you in." in page.text
    # Another device of the applicant: the link that was asked for by mail.
    of_applicant = next(one for one in letters(app) if one.to == "info@noor-clinic.om")
    page = stranger.post(OUTBOX, {"email": "info@noor-clinic.om"}, status=200)
    assert link_in(of_applicant).partition("/apply")[2] in page.html
    page = stranger.post(OUTBOX, {"email": "no address"}, status=422)
    assert page.errors
    assert page.value("email") == "no address"


def test_mailboxes_are_not_gone_through_one_after_the_other(as_, written):
    stranger = as_("")
    statuses = [stranger.answer("POST", OUTBOX, {"email": f"a{n}@noor.example"}) for n in range(25)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_the_desk_finds_all_and_that_it_looked_is_in_its_trail(desk, written):
    omar = desk("omar")
    assert "/desk/letters/outbox" in omar.get("/desk/letters").links
    page = omar.get("/desk/letters/outbox")
    assert shown(page) == set(ADDRESSES)
    assert "Outbox of the trial opened" in omar.get("platform_admin.trail").text
    desk("tariq").get("/desk/letters/outbox", status=403)


def test_a_clinics_letters_in_arabic(as_, written):
    amal = as_("amal")
    amal.post("/language", {"language": "ar"})
    page = amal.get(OUTBOX)
    assert 'dir="rtl"' in page.html
    assert "البريد الصادر في النسخة التجريبية" in page.text


def test_where_no_trial_is_there_is_no_outbox_to_look_into(app, as_, desk, monkeypatch, written):
    from dataclasses import replace

    omar, nobody = desk("omar"), as_("")
    settings = replace(app.extensions["settings"], installation="production", base_url="https://x.om")  # fmt: skip
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert nobody.answer("POST", OUTBOX, {"email": "layla@noor.example"}) == 404
    assert nobody.answer("GET", OUTBOX) == 404
    assert omar.answer("GET", "/desk/letters/outbox") == 404


def test_the_database_itself_keeps_letters_apart(cluster, database_name, people, written):
    noor, seeb = str(people["amal"].tenant_id), str(people["salma"].tenant_id)
    count = "SELECT count(*) FROM mails"
    runtime = cluster.url(database_name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(runtime, autocommit=True) as role:
        say = "SELECT set_config(%s, %s, false)"
        role.execute(say, ["app.tenant", noor])
        # An ordinary page of a clinic sees no letter at all.
        assert role.execute(count).fetchone() == (0,)
        role.execute(say, ["app.outbox", "own"])
        assert role.execute(count).fetchone() == (2,)
        role.execute(say, ["app.tenant", seeb])
        assert role.execute(count).fetchone() == (1,)
        role.execute(say, ["app.tenant", ""])
        assert role.execute(count).fetchone() == (0,)
    operator = cluster.url(database_name, "maqbul_platform", database.PASSWORD)
    with psycopg.connect(operator, autocommit=True) as role, pytest.raises(InsufficientPrivilege):
        role.execute("SELECT letter_sealed FROM mails")


def test_letters_that_leave_by_smtp_name_no_mailbox(app, inside, monkeypatch, cluster, database_name):  # fmt: skip
    from dataclasses import replace

    settings = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:2525")
    monkeypatch.setitem(app.extensions, "settings", settings)
    with inside("amal"):
        mail.send("licence", mail.Letter("amal@noor.example", SUBJECT, "x"))
        db.session.commit()
    with psycopg.connect(cluster.url(database_name), autocommit=True) as admin:
        row = admin.execute("SELECT status, mailbox, whose IS NOT NULL FROM mails").fetchone()
    assert row == ("waiting", None, True)
