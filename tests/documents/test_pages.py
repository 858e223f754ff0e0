"""The page of papers, as the desk uses it."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.audit.models import AuditEvent
from app.kernel.db import db
from tests.factories import paper
from tests.page import Page

pytestmark = pytest.mark.usefixtures("clock")


def upload(browser, patient_id, body, name="scan.pdf", status=303, **more):
    form = {"file": (io.BytesIO(body), name), "kind": "report", **more}
    return browser.post(
        "documents.add", form, status, subject_kind="patient", subject_id=patient_id
    )


def in_one_piece(browser, patient_id, size):
    """A large upload without the files in which the test client would spool it."""
    upload = FileStorage(io.BytesIO(b"%PDF-" + b"0" * size), "large.pdf")
    form = {"csrf_token": browser.csrf(), "_once": str(uuid4()), "kind": "report", "file": upload}
    mark, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={mark}"
    return Page(browser.client.post(f"/documents/patient/{patient_id}", data=body, content_type=kind))  # fmt: skip


def shown(browser, patient_id):
    return browser.get("documents.papers", subject_kind="patient", subject_id=patient_id)


def link_of(page):
    return next(link for link in page.links if link.startswith("/documents/0"))


def test_a_scan_is_kept_listed_and_downloaded(as_, patients, inside):
    huda, body = as_("huda"), paper.a_pdf()
    upload(huda, patients["fatma"], body, "../../Blood count.PDF")
    page = shown(huda, patients["fatma"])
    assert "Blood count.pdf" in page.text.replace("Blood count .pdf", "Blood count.pdf")
    assert page.rows()[0][1] == "Medical report"
    answer = huda.get(link_of(page)).response
    assert answer.data == body
    # The title stays in the house: it may tell of the patient.
    kept = f"attachment; filename=report-{link_of(page)[-8:]}.pdf"
    assert answer.headers["Content-Disposition"] == kept
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/pdf"
    with inside("amal"):
        events = set(db.session.scalars(select(AuditEvent.event)))
    assert {"document.added", "documents.listed", "document.downloaded"} <= events


def test_a_name_lies_about_its_content_in_vain(as_, patients):
    huda = as_("huda")
    upload(huda, patients["fatma"], paper.a_jpeg(), "report.pdf")
    answer = huda.get(link_of(shown(huda, patients["fatma"]))).response
    assert answer.mimetype == "image/jpeg"
    assert re.search(r"filename=report-[0-9a-f]{8}\.jpg$", answer.headers["Content-Disposition"])
    page = upload(huda, patients["fatma"], b"MZ\0\0", "x.pdf", 422, title="Kept words")
    assert "no PDF, JPEG or PNG" in page.errors[0]
    assert page.value("title") == "Kept words"
    assert page.value("kind") == "report"


def test_what_is_missing_is_named(as_, patients):
    page = as_("huda").post("documents.add", {}, 422, subject_kind="patient", subject_id=patients["fatma"])  # fmt: skip
    assert page.errors == ["Choose the file, or take a picture of the paper.", "What it is is missing. Enter it."]  # fmt: skip


def test_one_that_is_far_too_large_gets_a_friendly_page(as_, patients):
    page = in_one_piece(as_("huda"), patients["fatma"], 13_000_000)
    assert (page.status, page.heading) == (413, "The file is too large")
    page = in_one_piece(as_("huda"), patients["fatma"], 10_500_000)
    assert page.status == 422
    assert "larger than 10 MB" in page.errors[0]


def test_pressed_twice_it_is_one(as_, patients):
    huda, once = as_("huda"), str(uuid4())
    for body in (paper.a_pdf(), paper.a_pdf()):
        form = {"file": (io.BytesIO(body), "a.pdf"), "kind": "report"}
        huda.post("documents.add", form, once=once, subject_kind="patient", subject_id=patients["fatma"])  # fmt: skip
    other = {"file": (io.BytesIO(paper.a_png()), "a.pdf"), "kind": "report"}
    huda.post("documents.add", other, 409, once=once, subject_kind="patient", subject_id=patients["fatma"])  # fmt: skip
    assert len(shown(huda, patients["fatma"]).rows()) == 1


def test_a_paper_is_removed_and_its_link_is_dead(as_, patients):
    huda = as_("huda")
    upload(huda, patients["fatma"], paper.a_pdf())
    link = link_of(shown(huda, patients["fatma"]))
    where = {"subject_kind": "patient", "subject_id": patients["fatma"]}
    huda.post("documents.remove", document_id=link.rpartition("/")[2], **where)
    assert shown(huda, patients["fatma"]).rows() == []
    huda.get(link, 404)


def test_nobody_else_sees_it(as_, patients):
    huda = as_("huda")
    upload(huda, patients["fatma"], paper.a_pdf())
    link = link_of(shown(huda, patients["fatma"]))
    for stranger in ("salma", "faris"):
        as_(stranger).get(link, 404)
        as_(stranger).get("documents.papers", 404, subject_kind="patient", subject_id=patients["fatma"])  # fmt: skip
    assert as_("nadia").get(link).status == 200
    upload(as_("nadia"), patients["fatma"], paper.a_pdf(), status=403)
    huda.get("documents.papers", 404, subject_kind="spaceship", subject_id=patients["fatma"])
