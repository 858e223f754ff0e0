"""The page of the establishment's own papers."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.kernel.clock import now, today
from app.kernel.db import db
from app.mail import service as mail
from app.practitioners import reminders
from app.tenants import papers
from tests.factories import paper

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def licence(inside):
    body = paper.a_pdf()
    with inside("amal"):
        kept = papers.keep(
            papers.PaperBrought(
                "moh_licence", "MOH-77", today() + timedelta(days=30), "application/pdf",
                hashlib.sha256(body).hexdigest(), body,
            )
        )  # fmt: skip
        db.session.commit()
        return kept.id, body


def test_the_owner_reads_and_saves_them_and_the_trail_tells(as_, licence, inside):
    amal, (paper_id, body) = as_("amal"), licence
    page = amal.get("/settings/papers")
    assert page.rows()[0][:2] == ["MOH licence", "MOH-77"]
    assert page.rows()[0][3] == "Ends soon"
    answer = amal.get(f"/settings/papers/{paper_id}").response
    assert answer.data == body
    assert answer.headers["Content-Disposition"] == "attachment; filename=moh-licence.pdf"
    with inside("amal"):
        events = set(db.session.scalars(select(AuditEvent.event)))
    assert {"tenant_papers.listed", "tenant_paper.downloaded"} <= events


def test_a_file_wants_a_fresh_proof(as_, licence):
    amal = as_("amal")
    with time_machine.travel(now() + timedelta(minutes=9), tick=False):
        amal.get("/settings/papers")
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        asked = amal.get(f"/settings/papers/{licence[0]}", status=303).location
    assert asked.startswith("/sign-in/again")


def test_only_the_owner_finds_them(as_, licence):
    huda = as_("huda")
    assert {huda.answer("GET", path) for path in ("/settings/papers", f"/settings/papers/{licence[0]}")} == {403}  # fmt: skip
    assert "/settings/papers" not in as_("nadia").get("/settings/").links


def renewed(words="renewed", **changes):
    return {
        "number": "MOH-88", "expires_on": (today() + timedelta(days=400)).isoformat(),
        "file": (io.BytesIO(paper.a_pdf(words=words, pages=2)), "licence.pdf"), **changes,
    }  # fmt: skip


def test_a_newer_paper_takes_the_place_and_the_old_one_stays(as_, licence, inside):
    amal, (paper_id, body) = as_("amal"), licence
    assert "Replace it" in amal.get("/").text
    assert (
        amal.post(f"/settings/papers/{paper_id}/replace", renewed()).location == "/settings/papers"
    )
    page = amal.get("/settings/papers")
    assert [row[:2] for row in page.rows()] == [
        ["MOH licence", "MOH-88"],
        ["MOH licence", "MOH-77"],
    ]
    assert page.rows()[0][3] == "Valid"
    assert amal.get(f"/settings/papers/{paper_id}").response.data == body
    assert "A paper of the establishment" not in amal.get("/").text
    again = amal.post(f"/settings/papers/{paper_id}/replace", renewed("another"), status=422)
    assert again.errors == ["A newer paper took its place meanwhile. Look at the list."]
    with inside("amal"):
        assert "tenant_paper.replaced" in set(db.session.scalars(select(AuditEvent.event)))
        assert len(papers.replaced()) == 1


def test_what_is_no_newer_paper_is_refused_in_words_and_nothing_is_written(as_, licence, inside):
    amal, paper_id = as_("amal"), licence[0]
    wrong = [
        ({"expires_on": (today() - timedelta(days=1)).isoformat()}, "has passed"),
        ({"number": ""}, "Number is missing"),
        ({"file": (io.BytesIO(b""), "")}, "Choose the file of the newer paper."),
        ({"file": (io.BytesIO(b"<script>"), "licence.pdf")}, ""),
    ]
    for changes, words in wrong:
        page = amal.post(f"/settings/papers/{paper_id}/replace", renewed(**changes), status=422)
        assert len(page.errors) == 1
        assert words in page.errors[0]
    with inside("amal"):
        assert [one.id for one in papers.papers()] == [paper_id]
        assert papers.replaced() == []


def test_the_same_file_is_no_newer_paper(as_, licence, inside):
    amal, scan = as_("amal"), {"file": (io.BytesIO(paper.a_jpeg()), "licence.jpg")}
    amal.post(f"/settings/papers/{licence[0]}/replace", renewed(**scan))
    with inside("amal"):
        (kept,) = papers.papers()
        identity = kept.id
    scan = {"file": (io.BytesIO(paper.a_jpeg()), "licence.jpg")}
    page = amal.post(f"/settings/papers/{identity}/replace", renewed(**scan), status=422)
    assert page.errors == ["This is the file that is kept already. Choose the renewed paper."]


def test_owners_hear_of_each_end_once(inside, licence):
    told = []
    with inside("amal"):
        for days_on in (0, 0, 22, 24, 31):
            with time_machine.travel(now() + timedelta(days=days_on), tick=False):
                reminders.remind()
                found = [
                    kept.letter
                    for kept in mail.outbox()
                    if "Papers that end" in kept.letter.subject
                ]
                told.append(len(found))
        assert told == [1, 1, 1, 2, 2]
        assert found[0].to == "amal@noor.example"
        assert "MOH licence" in found[0].text
        db.session.rollback()
