"""The pages of disputes as people use them, and the three lists of answers."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from pypdf import PdfReader

from app.access.models import User
from app.claims import silence
from app.claims.models import Claim
from app.conversations import service as conversations
from app.disputes import queries as disputes
from app.disputes import service
from app.disputes.models import Dispute
from app.documents import service as documents
from app.exchange.messages import ClaimAnswer, CommunicationReceived, Refusal, Reply
from app.exchange.models import Message
from app.kernel.clock import now
from app.kernel.db import db
from app.patients.queries import policy
from app.tenants.scope import find
from app.worklist import service as worklist
from tests.disputes.conftest import a_judged, a_picture, answered, attach, judge
from tests.disputes.test_service import COMPLAIN, CORRECT, carried, complain
from tests.factories import paper, visits
from tests.papers import words_of

YES = {"wrong": "no", "decision": "yes", "missing": "no"}


@pytest.fixture
def judged(inside, noor):
    """Consultation approved, two tests denied: id and numbers, as the pages know them."""
    with inside("amal"):
        claim = a_judged(noor)
        message = visits.message_of(claim.id)
        return SimpleNamespace(
            id=claim.id,
            number=claim.number,
            header=message.header_id,
            sha256=message.envelope_sha256,
        )


@pytest.fixture
def dispute(inside, judged):
    """A complaint about two lines, being prepared."""
    with inside("amal"):
        found = complain(find(Claim, judged.id))
        db.session.commit()
        return SimpleNamespace(
            id=found.id, claim_id=found.claim_id, following_claim_id=found.following_claim_id
        )


def in_arabic(inside, people, name):
    with inside(name):
        db.session.get(User, people[name].user_id).language = "ar"
        db.session.commit()


def test_the_chooser_explains_the_way_and_begins_it(as_, judged):
    badr = as_("badr")
    page = badr.get("disputes.choose", claim_id=judged.id)
    assert "Was anything on the claim wrong?" in page.text
    assert "30 days left" in page.text
    incomplete = badr.get("disputes.choose", claim_id=judged.id, wrong="no")
    assert len(incomplete.errors) == 2
    way = badr.get("disputes.choose", claim_id=judged.id, **YES)
    assert "Only the disputed lines go" in way.text
    assert "Not enough history" in way.text
    missing = badr.get(
        "disputes.choose", claim_id=judged.id, wrong="no", decision="no", missing="yes"
    )
    assert "Neither a correction nor a complaint" in missing.text
    refused = badr.post("disputes.open_dispute", {**YES, "line": ["2"]}, 422, claim_id=judged.id)
    assert any("The comment is missing" in error for error in refused.errors)
    page = badr.post(
        "disputes.open_dispute", {**YES, "line": ["2"], "comment": "The result proves it."},
        follow=True, claim_id=judged.id,
    )  # fmt: skip
    assert page.heading.startswith("Complaint C-2026-")
    assert "The result proves it." in page.html
    known = badr.get("disputes.choose", claim_id=judged.id)
    assert "is open already" in known.text
    assert any(link.startswith("/disputes/") and link.count("/") == 2 for link in known.links)
    second = badr.post("disputes.open_dispute", {"wrong": "yes", "decision": "no", "missing": "no"}, claim_id=judged.id)  # fmt: skip
    assert second.location.startswith("/disputes/"), "the second attempt is led to the first"


def test_a_complaint_is_sent_with_comment_and_paper_only(as_, dispute, inside):
    huda = as_("huda")
    page = huda.get("disputes.show", dispute_id=dispute.id)
    version = page.value("version")
    refused = huda.post("disputes.send", {"version": version}, 422, dispute_id=dispute.id)
    assert any("needs evidence" in error for error in refused.errors)
    with inside("huda"):
        attach(carried(disputes.dispute(dispute.id)))
        db.session.commit()
    huda.post("disputes.send", {"version": version}, dispute_id=dispute.id)
    with inside("huda"):
        assert disputes.dispute(dispute.id).status == "sent"
    page = huda.get("disputes.show", dispute_id=dispute.id)
    assert ("Sent" in page.text, "hx-get" in page.html) == (True, True)
    huda.get("disputes.index")
    with inside("huda"):
        judge(carried(disputes.dispute(dispute.id)), {})
        db.session.commit()
    # The page in sight hears of it by itself, with its story, and asks no more.
    piece = huda.get("disputes.life", status=286, dispute_id=dispute.id)
    assert "hx-get" not in piece.html
    assert piece.text.count("Won") >= 2
    assert 'id="dispute-story" hx-swap-oob' in piece.html


def test_a_stale_saving_shows_both_versions(as_, dispute, inside):
    badr = as_("badr")
    version = badr.get("disputes.show", dispute_id=dispute.id).value("version")
    badr.post("disputes.save", {"version": version, "comment": "First words"}, dispute_id=dispute.id)  # fmt: skip
    stale = badr.post(
        "disputes.save", {"version": version, "comment": "Second words"}, 409, dispute_id=dispute.id
    )
    assert "First words" in stale.text
    assert "Second words" in stale.html
    again = stale.value("version")
    badr.post("disputes.save", {"version": again, "comment": "Second words"}, dispute_id=dispute.id)  # fmt: skip
    with inside("badr"):
        assert carried(disputes.dispute(dispute.id)).comment == "Second words"


def test_the_chain_stands_on_the_page_of_every_claim_in_it(as_, dispute):
    badr = as_("badr")
    for claim_id in (dispute.claim_id, dispute.following_claim_id):
        page = badr.get("claims.show", claim_id=claim_id)
        assert "2 attempts · recovered so far: OMR 0.000" in re.sub(
            r"[\u2066-\u2069]", "", page.text
        )
        assert f"/disputes/{dispute.id}" in page.links


def test_the_list_filters_and_leaves_as_shown(as_, dispute, people, inside):
    badr = as_("badr")
    assert len(badr.get("disputes.index").rows()) == 1
    for address, count in (
        ("status=open", 1), ("status=drafted", 1), ("status=won", 0), ("way=complaint", 1), ("way=correction", 0),
        ("first=2026-11-22", 1), ("first=2026-11-23", 0), ("last=2026-11-21", 0), ("status=nonsense", 1),
    ):  # fmt: skip
        assert len(badr.get(f"/disputes/?{address}").rows()) == count, address
    table = list(csv.reader(io.StringIO(badr.get("/disputes/export.csv").html.lstrip("\ufeff"))))
    assert len(table) == 2
    assert table[1][:2] == ["Complaint", "Being prepared"]
    badr.get("/disputes/export.xlsx")
    badr.get("/disputes/?cursor=forged", status=404)
    in_arabic(inside, people, "badr")
    assert badr.get("disputes.index").heading == "التصحيحات والتظلّمات"
    badr.get("disputes.show", dispute_id=dispute.id)
    badr.get("disputes.choose", claim_id=dispute.claim_id)


# ---- three words, three lists -------------------------------------------------------------------


def numbers(page) -> list[str]:
    return [re.search(r"C-\d{4}-\d{6}", " ".join(row)).group() for row in page.rows()]


def test_rejected_and_denied_never_share_a_list(as_, judged, noor, inside):
    with inside("amal"):
        rejected = visits.send(
            visits.a_draft(policy(noor.policy_id), noor.practitioner_id, days_ago=4)
        )
        answered(rejected, ClaimAnswer(outcome="rejected", refusals=(Refusal(code="BV-00059"),)))
        number = rejected.number
        db.session.commit()
    badr = as_("badr")
    denied_page, rejected_page = badr.get("claims.denied"), badr.get("claims.rejected")
    assert numbers(denied_page) == [judged.number]
    assert numbers(rejected_page) == [number]
    for shown, name in (
        (denied_page, "Denied: correct or complain"),
        (rejected_page, "Rejected: fix and send"),
    ):
        # Walked one after the other by J and K.
        assert f'data-walk="{name}"' in shown.html
        assert shown.html.count("data-walk-to") == 1
    assert "Correct or complain" in denied_page.text
    assert "Fix and send again" not in denied_page.text
    assert "Fix and send again" in rejected_page.text
    assert "MNEC-003" in denied_page.text
    assert "BV-00059" in rejected_page.text
    assert "Denied: correct or complain 1" in badr.get("claims.index").text
    for which in ("rejected", "denied", "silent"):
        badr.get("claims.export_work", which=which, kind="xlsx")
    table = badr.get("claims.export_work", which="denied", kind="csv").html
    assert judged.number in table
    assert "MNEC-003" in table
    with inside("amal"):
        complain(find(Claim, judged.id))
        db.session.commit()
    assert numbers(badr.get("claims.denied")) == [], "what is answered waits for nobody"


@pytest.fixture
def waiting(inside, noor):
    """A claim the insurer took and says nothing more about: its id."""
    with inside("amal"):
        claim = visits.send(visits.a_draft(policy(noor.policy_id), noor.practitioner_id))
        answered(claim, ClaimAnswer(outcome="queued", reference="PAY-1"))
        visits.message_of(claim.id).status = "acked"
        found = claim.id
        db.session.commit()
    return found


def watched(inside) -> int:
    with inside("amal"):
        asked = silence.watch()
        db.session.commit()
    return asked


def questions(inside) -> list[Message]:
    with inside("amal"):
        return list(db.session.scalars(db.select(Message).where(Message.kind == "status")))


def test_silent_claims_are_asked_about_once_a_day(as_, inside, waiting, clock):
    clock.shift(timedelta(days=5))
    assert numbers(as_("badr").get("claims.silent")) == []
    assert watched(inside) == 0
    clock.shift(timedelta(seconds=1))
    badr = as_("badr")
    assert len(numbers(badr.get("claims.silent"))) == 1
    badr.post("claims.ask_silent", {"claim": [str(waiting)]})
    badr.post("claims.ask_silent", {"claim": [str(waiting)]})
    heading, row = csv.reader(io.StringIO(badr.get("claims.export_work", which="silent", kind="csv").html.lstrip("\ufeff")))  # fmt: skip
    told = dict(zip(heading, row, strict=True))
    assert int(told["Days without an answer"]) >= 1
    assert told["Last asked"]
    assert len(questions(inside)) == 1
    assert watched(inside) == 0
    with inside("amal"):
        db.session.scalars(db.select(Message).where(Message.kind == "status")).one().status = "answered"  # fmt: skip
        db.session.commit()
    clock.shift(timedelta(hours=23, minutes=59))
    assert watched(inside) == 0, "at most once a day"
    clock.shift(timedelta(minutes=1))
    assert watched(inside) == 1
    assert watched(inside) == 0
    assert "its status was asked for" in as_("badr").get("claims.show", claim_id=waiting).text


def test_the_watch_goes_through_every_clinic(app, inside, waiting, clock):
    clock.shift(timedelta(days=6))
    with app.app_context():
        silence.watch_all()
    assert len(questions(inside)) == 1


def test_the_answer_days_of_a_payer_are_dated_data(in_clinic, clock):
    from app.contracts.models import Contract

    contract = db.session.scalars(
        db.select(Contract).where(Contract.payer_id == in_clinic.payer_id)
    ).one()
    assert silence.answer_days()[in_clinic.payer_id] == 5
    contract.answer_days = 2
    db.session.flush()
    assert silence.answer_days()[in_clinic.payer_id] == 2


def test_cancel_and_close_show_the_money_first(as_, judged):
    badr = as_("badr")
    page = badr.get("claims.cancel", claim_id=judged.id)
    assert "Approved, and not paid after a cancellation" in page.text
    page = badr.get("claims.close", claim_id=judged.id)
    assert "You let go" in page.text
    badr.post("claims.do_close", {}, 422, claim_id=judged.id)
    shown = badr.post(
        "claims.do_close", {"reason": "not_worth_it"}, follow=True, claim_id=judged.id
    )
    assert "The amount is not worth the effort" in shown.text
    shown = badr.post("claims.reopen_closed", follow=True, claim_id=judged.id)
    assert "Correct or complain" in shown.text


def test_nullifying_shows_the_money_and_wants_to_be_read(as_, judged, inside):
    badr = as_("badr")
    page = badr.get("claims.nullify", claim_id=judged.id)
    assert "Approved, and not owed any more" in page.text
    refused = badr.post(
        "claims.ask_to_nullify", {"reason": "wrong_information"}, 422, claim_id=judged.id
    )
    assert any("Tick that you have read" in error for error in refused.errors)
    kept = badr.post(
        "claims.ask_to_nullify", {"sure": "y", "reason": "not_performed"}, 422, claim_id=judged.id
    )
    assert any("is not in the list" in error for error in kept.errors)
    wish = {"sure": "y", "reason": "wrong_information"}
    shown = badr.post("claims.ask_to_nullify", wish, follow=True, claim_id=judged.id)
    assert "Asked to strike it as sent in error" in shown.text
    again = badr.post("claims.ask_to_nullify", wish, follow=True, claim_id=judged.id)
    assert "already asked to let go" in again.text
    with inside("amal"):
        assert find(Claim, judged.id).status == "adjudicated", "only the insurer strikes it"


# ---- beside others and the insurer ---------------------------------------------------------------

QUESTION = "Please send the fever chart."


def asked_about(claim_id) -> None:
    conversations.apply_request(
        Reply(
            kind="communication", message_id=None, subject_kind="claim", subject_id=claim_id, received_at=now(),
            answer=CommunicationReceived(reference="Q-1", about="", texts=(QUESTION,)), inbound_id=uuid4(),
        )
    )  # fmt: skip


def test_what_the_insurer_asked_stands_on_the_dispute_and_in_its_packet(as_, dispute, inside):
    with inside("amal"):
        asked_about(dispute.claim_id)
        db.session.commit()
    badr = as_("badr")
    shown = badr.get("disputes.show", dispute_id=dispute.id)
    assert QUESTION in shown.text
    response = badr.client.get(f"/disputes/{dispute.id}/packet?lang=en")
    assert QUESTION in words_of(response.data)


def test_of_two_people_one_works_on_a_dispute(as_, dispute, inside):
    with inside("huda"):
        worklist.take("claim", dispute.following_claim_id)
        db.session.commit()
    badr, huda = as_("badr"), as_("huda")
    page = badr.get("disputes.show", dispute_id=dispute.id)
    assert "is working on this since" in page.text
    typed = {"version": page.value("version"), "comment": "Other words"}
    refused = badr.post("disputes.save", typed, 422, dispute_id=dispute.id)
    assert any("Huda" in error for error in refused.errors)
    assert "Other words" in refused.html
    assert "You are working on this" in huda.get("disputes.show", dispute_id=dispute.id).text
    huda.post("disputes.save", typed, dispute_id=dispute.id)
    with inside("huda"):
        assert carried(disputes.dispute(dispute.id)).comment == "Other words"


# ---- papers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "word"), [("en", "Proof of timely sending"), ("ar", None)])
def test_the_proof_of_sending_names_times_hash_and_receipt(as_, judged, lang, word):
    response = as_("badr").client.get(f"/disputes/proof/{judged.id}?lang={lang}")
    assert response.mimetype == "application/pdf"
    said = words_of(response.data)
    assert judged.number in said
    assert judged.header in said.replace(" ", "")
    assert judged.sha256 in said.replace(" ", "")
    if word:
        assert word in said


def test_the_packet_is_one_file_with_every_page(as_, dispute, inside):
    with inside("amal"):
        following = carried(disputes.dispute(dispute.id))
        documents.add("claim", following.id, a_picture("red"), title="Scan", kind="x_ray")
        documents.add(
            "claim",
            following.id,
            paper.a_pdf(pages=3, words="EVIDENCE"),
            title="Letter",
            kind="report",
        )
        db.session.commit()
    for lang in ("en", "ar"):
        response = as_("badr").client.get(f"/disputes/{dispute.id}/packet?lang={lang}")
        assert response.mimetype == "application/pdf"
        assert len(PdfReader(io.BytesIO(response.data)).pages) >= 4 + 3 + 1
        said = words_of(response.data)
        assert "MNEC-003" in said
        assert said.count("C-2026-00000") >= 4
        if lang == "en":
            assert "The result proves the need." in said
            assert "Proof of timely sending" in said


def test_a_foreign_dispute_is_a_missing_one(as_, inside, dispute):
    salma, doors = (
        as_("salma"),
        {"show": "GET", "packet": "GET", "save": "POST", "send": "POST", "abandon": "POST"},
    )
    found = {
        name: salma.answer(method, f"disputes.{name}", dispute_id=dispute.id)
        for name, method in doors.items()
    }
    assert found == dict.fromkeys(doors, 404)
    assert salma.answer("GET", "disputes.choose", claim_id=dispute.claim_id) == 404
    with inside("amal"):
        assert find(Dispute, dispute.id).status == "drafted"


def test_after_the_window_the_page_says_so_and_asks_why(as_, judged, clock):
    clock.shift(timedelta(days=31))
    badr = as_("badr")
    page = badr.get("disputes.choose", claim_id=judged.id, **YES)
    assert "It ended 1 day ago" in page.text
    form = {**YES, "line": ["2"], "comment": "It proves it."}
    refused = badr.post("disputes.open_dispute", form, 422, claim_id=judged.id)
    assert any("window has passed" in error for error in refused.errors)
    badr.post("disputes.open_dispute", {**form, "late_reason": "The letter came late."}, claim_id=judged.id)  # fmt: skip


def test_correcting_leads_through_the_entry_page(as_, judged, inside):
    with inside("amal"):
        opened = service.open_dispute(judged.id, CORRECT)
        found = SimpleNamespace(id=opened.id, following_claim_id=opened.following_claim_id)
        db.session.commit()
    badr = as_("badr")
    page = badr.get("disputes.show", dispute_id=found.id)
    assert f"/claims/{found.following_claim_id}/edit" in page.links
    badr.get("claims.edit", claim_id=found.following_claim_id)
    badr.post("disputes.abandon", dispute_id=found.id)
    with inside("amal"):
        service.open_dispute(judged.id, COMPLAIN, lines=(2,), comment="It proves it.")
