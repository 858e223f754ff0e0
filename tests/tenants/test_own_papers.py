"""The page of the establishment's own papers."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.kernel.clock import now, today
from app.kernel.db import db
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
