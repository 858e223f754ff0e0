"""What each person sees of the line to the insurers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app.exchange import inbox, journal, lanes, outbox
from app.exchange.banner import banner
from app.exchange.messages import CLAIMS, DESK, Party
from app.exchange.models import Inbound, Message
from app.kernel.db import db
from app.kernel.ids import new_id
from app.tenants.scope import in_tenant
from tests.cast import Person
from tests.exchange import samples
from tests.page import PageClient

As = Callable[[str], PageClient]


@pytest.fixture
def sent(app: Flask, people: dict[str, Person]) -> dict[str, UUID]:
    """A queued claim, a held claim and a parked answer of Noor Clinic."""
    badr = people["badr"]
    with app.app_context(), in_tenant(badr.tenant_id, badr.user_id):
        from app.exchange.connections import ourselves
        from app.reference.queries import payer_by_licence

        payer, us = payer_by_licence("DEMO-ALPHA"), ourselves()
        alpha = Party(licence="DEMO-ALPHA", name="AlphaCare")
        ids = {}
        for name in ("queued", "held"):
            ids[name] = outbox.send(
                samples.claim(f"CLM-{name}", us, alpha), payer_id=payer.id, stream=CLAIMS,
                subject_kind="probe", subject_id=new_id(),
            )  # fmt: skip
        outbox.send(
            samples.question("ELG-1", us, alpha), payer_id=payer.id, stream=DESK,
            subject_kind="probe", subject_id=new_id(),
        )  # fmt: skip
        held = journal.locked(ids["held"])
        journal.step(held, "held", because="no_answer")
        journal.note_problem(held, "no_answer", "Nobody answered.")
        db.session.commit()
        ids["parked"] = inbox.keep(b"<html>what is this</html>")
        db.session.commit()
        assert inbox.route(ids["parked"]) == "parked"
    return ids


def test_the_first_page_tells_what_waits_for_a_person(as_: As, sent: dict[str, UUID]) -> None:
    page = as_("badr").get("exchange.index")
    assert "AlphaCare" in page.text
    assert "1 answer could not be read or matched" in page.text
    assert "1 message waits for a person's decision" in page.text
    assert "Working" in page.text


def test_what_waits_is_fetched_at_once_and_only_once(
    app: Flask, as_: As, people: dict[str, Person]
) -> None:
    """From the page of payments and back to it; a second press while one is on its way brings no second fetch."""
    badr = as_("badr")
    polls = db.select(db.func.count()).select_from(Message).where(Message.kind == "poll")
    for words in ("Answers and payments are being fetched", "are being fetched already"):
        answer = badr.post("exchange.fetch", data={"back": "/payments/"})
        assert answer.location == "/payments/"
        assert words in badr.get("remittances.index").text
        with app.app_context(), in_tenant(people["badr"].tenant_id):
            assert db.session.scalar(polls) == 1
    assert (
        badr.post("exchange.fetch", data={"back": "https://elsewhere.example/"}).location
        == "/exchange"
    )


def test_an_empty_line_says_so(as_: As) -> None:
    assert "Nothing was sent yet" in as_("badr").get("exchange.index").text


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, {"CLM-queued", "CLM-held", "ELG-1"}),
        ({"kind": "claim"}, {"CLM-queued", "CLM-held"}),
        ({"kind": "eligibility"}, {"ELG-1"}),
        ({"status": "held"}, {"CLM-held"}),
        ({"kind": "poll"}, set()),
    ],
)
def test_the_journal_is_filtered_by_its_address(
    as_: As, sent: dict[str, UUID], filters: dict[str, str], shown: set[str]
) -> None:
    page = as_("badr").get(f"/exchange/messages?{urlencode(filters)}")
    assert {name for name in ("CLM-queued", "CLM-held", "ELG-1") if name in page.text} == shown


def test_a_wrong_filter_is_said_and_filters_nothing(as_: As, sent: dict[str, UUID]) -> None:
    page = as_("badr").get("/exchange/messages?status=lost", status=422)
    assert page.errors
    assert "CLM-held" in page.text


def test_a_message_shows_its_life(as_: As, sent: dict[str, UUID]) -> None:
    page = as_("badr").get("exchange.message", message_id=sent["held"])
    for words in ("CLM-held", "Held", "Nobody answered.", "Written into the journal", "Release"):
        assert words in page.text
    assert "Said" not in page.html


def test_a_held_message_is_released_with_a_reason(
    as_: As, app: Flask, people: dict[str, Person], sent: dict[str, UUID]
) -> None:
    badr = as_("badr")
    refused = badr.post("exchange.release", message_id=sent["held"], data={}, status=422)
    assert refused.errors
    badr.post("exchange.release", message_id=sent["held"], data={"reason": "cause_removed"})
    assert status_of(app, people["badr"], sent["held"]) == "queued"
    again = badr.post(
        "exchange.release", message_id=sent["held"], data={"reason": "cause_removed"}, status=422
    )
    assert "moved on" in again.text


def test_a_parked_answer_is_taken_up_again(
    as_: As, app: Flask, people: dict[str, Person], sent: dict[str, UUID]
) -> None:
    badr = as_("badr")
    assert "It could not be read." in badr.get("exchange.parked").text
    assert "It could not be read." in badr.get("exchange.received", inbound_id=sent["parked"]).text
    badr.post("exchange.read_again", inbound_id=sent["parked"])
    with app.app_context(), in_tenant(people["badr"].tenant_id):
        assert (
            db.session.scalars(db.select(Inbound.status).where(Inbound.id == sent["parked"])).one()
            == "received"
        )
        db.session.rollback()
        jobs = db.session.execute(
            db.text("SELECT task_name FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        ).scalar_one()
        assert jobs == "exchange.route"
    assert (
        "in the meantime"
        in badr.get(badr.post("exchange.read_again", inbound_id=sent["parked"]).location).text
    )


def test_the_raw_message_is_for_few_and_its_reading_is_noted(
    as_: As, app: Flask, people: dict[str, Person], sent: dict[str, UUID]
) -> None:
    as_("badr").get("exchange.raw_message", message_id=sent["queued"], status=403)
    page = as_("nadia").get("exchange.raw_message", message_id=sent["queued"])
    assert "Said Al-Test" in page.text
    assert (
        "what is this" in as_("nadia").get("exchange.raw_received", inbound_id=sent["parked"]).text
    )
    with app.app_context(), in_tenant(people["nadia"].tenant_id):
        read = db.session.execute(
            db.text(
                "SELECT event, subject_id FROM audit_events WHERE event LIKE '%.read_raw' ORDER BY seq"
            )
        ).all()
    assert [tuple(row) for row in read] == [
        ("message.read_raw", sent["queued"]),
        ("inbound.read_raw", sent["parked"]),
    ]


ACCESS = {
    "amal": (200, 303),
    "badr": (200, 303),
    "faris": (404, 404),
    "huda": (403, 403),
    "salim": (403, 403),
    "nadia": (200, 403),
    "salma": (404, 404),
}


@pytest.mark.parametrize("name", ACCESS)
def test_who_may_see_and_who_may_decide(as_: As, sent: dict[str, UUID], name: str) -> None:
    client, held = as_(name), sent["held"]
    see = client.answer("GET", "exchange.message", message_id=held)
    decide = client.answer("POST", "exchange.ask_status", message_id=held)
    assert (see, decide) == ACCESS[name]


def test_nobody_looks_in_without_signing_in(as_: As, sent: dict[str, UUID]) -> None:
    page = as_("").get("exchange.message", message_id=sent["held"], status=303)
    assert page.location.startswith("/sign-in")


def test_an_unknown_message_does_not_exist(as_: As) -> None:
    amal = as_("amal")
    for endpoint, argument in (
        ("message", "message_id"),
        ("raw_message", "message_id"),
        ("received", "inbound_id"),
        ("raw_received", "inbound_id"),
    ):
        assert amal.answer("GET", f"exchange.{endpoint}", **{argument: uuid4()}) == 404, endpoint


def test_the_banner_says_since_when_and_what_waits(
    app: Flask, people: dict[str, Person], sent: dict[str, UUID]
) -> None:
    badr = people["badr"]
    with app.test_request_context(), in_tenant(badr.tenant_id, badr.user_id):
        assert banner() is None
        lane_id = db.session.scalars(
            db.select(Message.lane_id).where(Message.id == sent["queued"])
        ).one()
        for _ in range(2):
            lanes.fared_badly(lane_id, "unreachable")
        db.session.flush()
        found = banner()
        assert found is not None
        assert found["title"] == "The line to AlphaCare does not answer"
        assert "2 messages wait" in found["text"]
        assert found["since"] is not None
        db.session.rollback()


def status_of(app: Flask, person: Person, message_id: UUID) -> str:
    with app.app_context(), in_tenant(person.tenant_id):
        return db.session.scalars(db.select(Message.status).where(Message.id == message_id)).one()
