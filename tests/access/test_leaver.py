"""Somebody who has left: every path in and every work in their name, tried before and right after. What was done keeps the name."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from app.access import inviting, service, session_store, signin
from app.access.errors import InvitationOver, LastOwner, WrongSignIn
from app.access.factors import passkeys
from app.access.models import Membership, ParkedForm
from app.access.service import NewPerson
from app.batches import running as batches
from app.batches.models import BatchItem
from app.departing import exporting
from app.departing.models import Export, ExportPart
from app.imports import running, undoing, writing
from app.imports import service as imports
from app.imports.models import DataImport
from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from app.practitioners.queries import practitioners
from app.tenants.queries import facilities
from app.tenants.scope import find
from app.worklist import service as worklist
from app.worklist.models import WorkLease
from tests.batches.conftest import make_month
from tests.batches.conftest import start as start_batch
from tests.cast import PASSWORD
from tests.factories.authenticator import Device
from tests.imports.conftest import HEAD

BADR = "badr@noor.example"
SUBJECT = UUID(int=7)


@pytest.fixture(autouse=True)
def _still(clock):
    """All of it within one second: the clock stands still."""


def opens(browser, path, **headers):
    return browser.client.get(path, headers=headers).status_code in {200, 286}


def signs_in(email=BADR, password=PASSWORD):
    try:
        return bool(signin.sign_in(email, password, "127.0.0.1").tenant_ids)
    except WrongSignIn:
        return False


def holds(inside, kind, column, user_id):
    with inside("amal"):
        return db.session.scalars(db.select(kind).where(column == user_id)).first() is not None


def goes_on(inside, people, one):
    """Whether the worker settles one more row of an import under way."""
    before = position(inside, one)
    running.run(str(people["amal"].tenant_id), str(one))
    return position(inside, one) > before


def position(inside, one):
    with inside("amal"):
        return find(DataImport, one).position


def a_person(email):
    return NewPerson(
        email=email,
        name_en="Nobody",
        name_ar="لا أحد",
        language="en",
        role="owner",
        facility_id=facilities()[0].id,
    )


def asked_by_mail(email):
    """The token of the letter."""
    inviting.invite(a_person(email))
    return re.search(r"/invitation/([\w-]{43})", mail.outbox()[0].letter.text)[1]


def is_opened(token):
    try:
        return bool(inviting.look_at(token))
    except InvitationOver:
        return False


def is_put_together(inside, export_id):
    """Whether it still waits to be made; a worker that comes makes nothing of one that was stopped."""
    with inside("amal"):
        waits = find(Export, export_id).status == "waiting"
        if not waits:
            exporting.make(export_id)
            assert db.session.scalars(db.select(ExportPart.id)).all() == []
            assert find(Export, export_id).status == "failed"
    return waits


@pytest.fixture
def under_way(inside, monkeypatch):
    """Badr's imports, one row a lot: one is being written, one undone."""
    for module in (writing, undoing):
        monkeypatch.setattr(module, "LOT", 1)
    with inside("badr"):
        written, taken_back = (begun(number) for number in (1, 2))
        running.drive(taken_back)
        imports.undo(taken_back)
        db.session.commit()
    monkeypatch.setattr(running, "MOST_LOTS", 1)
    return written, taken_back


def begun(number):
    rows = "".join(f"\r\nDEMO-D-{number}{n},Dr A,د. أ,Doctor,Family medicine,2024-01-01,2028-12-31" for n in range(4))  # fmt: skip
    one = imports.choose("practitioners", None, "list.csv", f"{HEAD}{rows}".encode())
    columns = {int(place): key for place, key in one.settings["columns"].items()}
    imports.start(imports.understand(one.id, columns, None).id)
    db.session.commit()
    return one.id


@pytest.fixture
def ways(as_, inside, people, under_way):
    """Way in -> whether it opens now. All of them Badr's."""
    badr = people["badr"]
    browser, locked, device = as_("badr"), as_("badr"), Device()
    asked = passkeys.ask_to_register(badr.user_id, email=BADR, name="Badr")
    passkeys.register(
        badr.user_id, asked.challenge_id, device.make(asked.options), device="Firefox"
    )
    form = {"csrf_token": locked.csrf(), "name_en": "half typed"}
    locked.client.post("/sign-in/lock", data=form)
    locked.client.post("/practitioners/new", data=form)
    with inside("amal"):  # An owner, who can do all that is tried here.
        one = db.session.scalars(
            db.select(Membership).where(Membership.user_id == badr.user_id)
        ).one()
        one.role = "owner"
        db.session.commit()
    with inside("badr"):
        worklist.take("claim", SUBJECT)
        export = exporting.ask().id
        letter = asked_by_mail("second@noor.example")
        _one, first_password = service.add_person(a_person("third@noor.example"))
        db.session.commit()
    token = browser.client.get_cookie("maqbul").value

    def by_passkey():
        question = passkeys.ask()
        owner = passkeys.prove(question.challenge_id, device.prove(question.options))
        return bool(owner and signin.tenants_of(owner))

    return {
        "a page": lambda: opens(browser, "/claims/"),
        "a page that asks for news": lambda: opens(browser, "/claims/", **{"HX-Request": "true"}),
        "a download link": lambda: opens(browser, "/claims/export.csv"),
        "the session itself": lambda: session_store.load(session_store.hash_of(token), now()) is not None,
        "password": signs_in,
        "passkey": by_passkey,
        "unlocking": lambda: locked.client.post("/sign-in/unlock", data={**form, "password": PASSWORD}).location == "/",
        "a parked form": lambda: holds(inside, ParkedForm, ParkedForm.user_id, badr.user_id),
        "a lease": lambda: holds(inside, WorkLease, WorkLease.holder_id, badr.user_id),
        "an import being written": lambda: goes_on(inside, people, under_way[0]),
        "an import being undone": lambda: goes_on(inside, people, under_way[1]),
        "workplaces": lambda: bool(signin.tenants_of(badr.user_id)),
        "an export of everything": lambda: is_put_together(inside, export),
        "a letter to a second mailbox": lambda: is_opened(letter),
        "a password of somebody they added": lambda: signs_in("third@noor.example", first_password),
    }  # fmt: skip


def test_no_way_in_is_left(ways, inside, people):
    # Unlocking changes the session it tries, so it is only tried after.
    before = {way: tried() for way, tried in ways.items() if way != "unlocking"}
    assert set(before.values()) == {True}, before
    end(inside, people["badr"].user_id)
    after = {way: tried() for way, tried in ways.items()}
    assert set(after.values()) == {False}, after


def end(inside, user_id, successor=None):
    with inside("amal"):
        row = db.session.scalars(db.select(Membership).where(Membership.user_id == user_id)).one()
        service.end_access(row.id, successor)
        db.session.commit()


def test_a_colleague_goes_on_with_an_import_or_undoes_it(as_, inside, people, under_way):
    """Whoever takes the leaver's work over: the import waits for somebody who may import."""
    assert goes_on(inside, people, under_way[0])
    end(inside, people["badr"].user_id, people["nadia"].user_id)
    page = as_("amal").get(f"/imports/{under_way[0]}").text
    assert "Stopped before its end" in page
    assert "whoever started it has left" in page
    with inside("amal"):
        for one, again in zip(under_way, (imports.undo, imports.try_again), strict=True):
            assert again(one).decided_by == people["amal"].user_id
        db.session.commit()
    for one in under_way:
        while goes_on(inside, people, one):
            pass
    with inside("amal"):
        assert {find(DataImport, one).status for one in under_way} == {"undone"}
        assert practitioners(now().date()) == []


@pytest.mark.parametrize("successor", [None, "salim"])
def test_a_batch_that_was_confirmed_goes_on(inside, people, clock, successor):
    """The clinic confirmed it: half a month of claims must not miss the insurers' days because somebody went."""
    make_month(inside, 2)
    with inside("badr"):
        batch = start_batch()
    end(inside, people["badr"].user_id, successor and people[successor].user_id)
    batches.run(str(people["amal"].tenant_id), str(batch))
    with inside("amal"):
        assert set(db.session.scalars(db.select(BatchItem.status))) == {"submitted"}


def test_a_letter_on_its_way_lets_nobody_back_in(inside, people):
    with inside("amal"):
        branch = facilities()[0].id
        huda = db.session.scalars(db.select(Membership).where(Membership.user_id == people["huda"].user_id)).one()  # fmt: skip
        service.end_access(huda.id)
        new = NewPerson(email="huda@noor.example", name_en="Huda", name_ar="هدى", language="en", role="doctor", facility_id=branch)  # fmt: skip
        inviting.invite(new)
        service.seat(people["huda"].user_id, new)
        service.end_access(huda.id)
        db.session.commit()
        assert inviting.open_invitations() == []


def test_leases_go_to_the_colleague_and_the_past_keeps_its_name(as_, inside, people, ways):
    salim, badr = people["salim"].user_id, people["badr"].user_id
    end(inside, badr, salim)
    assert holds(inside, WorkLease, WorkLease.holder_id, salim)
    with inside("amal"):
        query = text(
            "SELECT count(*) FROM audit_events WHERE actor_id = :who AND event = 'work.taken'"
        )
        assert db.session.execute(query, {"who": badr}).scalar_one() == 1
    assert "Badr" in as_("amal").get("/audit").text


def test_a_successor_of_another_place_is_refused(as_, people, inside):
    owner = as_("amal")
    link = re.search(r'/people/([0-9a-f-]{36})">\s*<bdi>Badr', owner.get("/people").html)[1]
    page = owner.post(
        f"/people/{link}/end", {"successor": str(people["salma"].user_id)}, follow=True
    )
    assert "Choose somebody from the list" in page.text
    assert signs_in()


def test_the_last_owner_stays(inside, people):
    with pytest.raises(LastOwner):
        end(inside, people["amal"].user_id)
