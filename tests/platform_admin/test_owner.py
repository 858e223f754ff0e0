"""An owner who never came is invited again: by a worker, once, with a new link; who has come is not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.access import inviting, inviting_again
from app.access.errors import InvitationOver
from app.access.inviting_again import OwnerIsHere
from app.access.service import NewPerson
from app.audit.models import AuditEvent
from app.kernel.db import db
from app.onboarding import provisioning
from app.tenants.queries import facilities
from app.tenants.scope import as_platform, in_tenant
from tests.onboarding.conftest import letters

PASSWORD = "quite another horse 7"
RAN_OUT, STILL_GOOD = timedelta(days=7), timedelta(days=7, seconds=-1)


@pytest.fixture
def opened(app, desk, application_id):
    """An account whose owner got a letter and did not come."""
    for name in ("omar", "lina"):
        desk(name).post(f"/desk/applications/{application_id}/approve")
    with app.app_context():
        provisioning.open_approved()
    return application_id


def tokens(found):
    """Of the letters that invite; letters of one moment stand in no order."""
    links = (re.search(r"/invitations?/([\w-]{43})", letter.text) for letter in found)
    return [link[1] for link in links if link]


def send(app):
    """The links that the worker wrote, although it came twice."""
    before = set(tokens(letters(app)))
    with app.app_context():
        inviting_again.send_all()
        inviting_again.send_all()
    return [one for one in tokens(letters(app)) if one not in before]


@pytest.mark.parametrize(
    ("later", "words"),
    [(STILL_GOOD, "The invitation is good until"), (RAN_OUT, "The invitation ran out:")],
)
def test_a_new_letter_brings_a_new_link_and_the_old_one_dies(
    app, desk, opened, clock, later, words
):
    (old,) = tokens(letters(app))
    clock.shift(later)
    omar, address = desk("omar"), f"/desk/tenants/{opened}"
    assert words in omar.get(address).text
    for _twice in range(2):
        page = omar.post(f"{address}/owner", follow=True)
        assert "The invitation is on its way again." in page.text
    (token,) = send(app)
    with app.app_context():
        with pytest.raises(InvitationOver):
            inviting.look_at(old)
        assert inviting.look_at(token).tenant_id == opened
        with in_tenant(opened):
            noted = select(AuditEvent.seq).where(AuditEvent.event == "access.invited")
            assert len(db.session.scalars(noted).all()) == 2
    assert "Invitation of the owner sent again" in omar.get("/desk/trail").text


def test_who_has_come_is_not_asked_again(app, desk, opened, clock):
    (token,) = tokens(letters(app))
    with app.app_context():
        inviting.accept(token, PASSWORD, PASSWORD, "127.0.0.1")
    omar, address = desk("omar"), f"/desk/tenants/{opened}"
    assert "The owner has not come yet" not in omar.get(address).text
    page = omar.post(f"{address}/owner", follow=True)
    assert "an owner has come" in page.text
    assert send(app) == []
    with app.app_context(), as_platform(), pytest.raises(OwnerIsHere):
        inviting_again.ask_again(opened)


def test_a_second_owner_is_the_first_ones_to_invite(app, desk, people, inside):
    with inside("amal"):
        branch = facilities()[0].id
        inviting.invite(
            NewPerson(
                email="second@noor.example", name_en="Second", name_ar="ثانٍ", language="en", role="owner", facility_id=branch,
            )
        )  # fmt: skip
        db.session.commit()
    noor = people["amal"].tenant_id
    page = desk("omar").post(f"/desk/tenants/{noor}/owner", follow=True)
    assert "an owner has come" in page.text
    assert "The owner has not come yet" not in page.text
    assert send(app) == []


def test_who_comes_before_the_worker_gets_no_letter(app, desk, opened, clock):
    (token,) = tokens(letters(app))
    desk("omar").post(f"/desk/tenants/{opened}/owner")
    with app.app_context():
        inviting.accept(token, PASSWORD, PASSWORD, "127.0.0.1")
    assert send(app) == []


def test_the_desk_reads_no_name_and_writes_nothing_else(app, opened):
    for statement in (
        "SELECT email FROM invitations", "SELECT token_hash FROM invitations",
        "UPDATE invitations SET accepted_at = now()",
    ):  # fmt: skip
        with app.app_context(), as_platform(), pytest.raises(DBAPIError, match="permission denied"):
            db.session.execute(text(statement))


def test_who_does_not_decide_cannot_invite(desk, opened):
    tariq = desk("tariq")
    assert tariq.answer("POST", f"/desk/tenants/{opened}/owner", {}) == 403
