"""The thread on the claim's page and on its own, as the claims officer uses it."""

from __future__ import annotations

import pytest
import time_machine

from app.claims.models import Claim
from app.conversations import queries
from app.documents import service as documents
from app.kernel.db import db
from app.tenants.scope import find
from tests.conftest import A_SUNDAY_MORNING
from tests.factories import paper

pytestmark = pytest.mark.usefixtures("clock")


def test_a_question_is_seen_first_and_answered(as_, inside, noor, asks):
    question = asks("Please send the report.")
    badr = as_("badr")
    first = badr.get("home.index")
    assert "An insurer asks and waits for your answer." in first.text
    assert "30 minutes left" in first.text
    with inside("badr"):
        asked_for = find(Claim, noor.claim).payer_share
    assert any(
        str(asked_for) in " ".join(row)
        for row in first.rows()
        if "An insurer asks" in " ".join(row)
    )
    assert f"/conversations/{question}" in first.links
    claim = badr.get("claims.show", claim_id=noor.claim)
    assert "Please send the report." in claim.text
    assert "Waits for our answer" in claim.text
    with inside("badr"):
        report = documents.add("claim", noor.claim, paper.a_pdf(), title="Report", kind="report").id
        db.session.commit()
    page = badr.post(f"/conversations/{question}", {"text": "Here it is.", "documents": str(report)}, follow=True)  # fmt: skip
    assert "Here it is." in page.text
    assert "Waits to be sent" in page.text
    assert "We answered" in page.text
    assert "Report" in page.text
    assert "An insurer asks" not in badr.get("home.index").text


def test_the_clock_turns_amber_and_red(as_, noor, asks):
    question = asks()
    for minutes, words in ((10, "20 minutes left"), (40, "over by 10 minutes")):
        moment = A_SUNDAY_MORNING.timestamp() + minutes * 60
        with time_machine.travel(moment, tick=False):
            assert words in as_("badr").get(f"/conversations/{question}").text


def test_wrong_input_keeps_the_words(as_, inside, noor, asks):
    question, badr = asks(), as_("badr")
    page = badr.post(f"/conversations/{question}", {"text": ""}, 422)
    assert page.errors == ["Write what the insurer should read."]
    page = badr.post(f"/conversations/{question}", {"text": "Kept words", "documents": "nonsense"}, 422)  # fmt: skip
    assert "does not belong here" in page.errors[0]
    assert "Kept words" in page.value("text")
    with inside("amal"):
        assert [one.id for one in queries.unanswered()] == [question]


def test_words_unasked_and_a_question_closed(as_, noor, asks):
    question, badr = asks(), as_("badr")
    badr.post("conversations.write", {"text": "A remark."}, subject_kind="claim", subject_id=noor.claim)  # fmt: skip
    page = badr.post(f"/conversations/{question}/close", follow=True)
    assert "Closed without an answer" in page.text
    assert "A remark." in page.text
    badr.post(f"/conversations/{question}/close", follow=True)


def test_about_a_cancelled_claim_the_words_stay_here(as_, asks, cancelled):
    question, badr = asks(), as_("badr")
    page = badr.get(f"/conversations/{question}")
    assert "No answer is needed" in page.text
    page = badr.post("conversations.write", {"text": "All the same."}, subject_kind="claim", subject_id=cancelled, follow=True)  # fmt: skip
    assert "kept here and were not sent" in page.text
    assert "All the same." in page.text


def test_a_draft_has_nothing_to_write_about(as_, noor):
    badr = as_("badr")
    assert "Write to the insurer" not in badr.get("claims.show", claim_id=noor.draft).text
    page = badr.post("conversations.write", {"text": "Hello."}, 422, subject_kind="claim", subject_id=noor.draft)  # fmt: skip
    assert "never sent" in page.errors[0]


def test_nobody_else_reads_it(as_, noor, asks):
    question = asks()
    for stranger in ("salma", "faris"):
        as_(stranger).get(f"/conversations/{question}", 404)
        as_(stranger).post(f"/conversations/{question}", {"text": "x"}, 404)
    page = as_("nadia").get(f"/conversations/{question}")
    assert "Please send the report." in page.text
    assert page.all("textarea") == []
    as_("nadia").post(f"/conversations/{question}", {"text": "x"}, 403)
    as_("badr").get("conversations.thread", 404, subject_kind="patient", subject_id=noor.patient)
