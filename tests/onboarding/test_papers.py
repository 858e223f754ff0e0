"""Papers and the sheet: hostile ones are refused in words, new ones replace, expired ones cannot finish."""

from __future__ import annotations

import pytest

from tests.factories import paper

DAY = {"expires_on-day": "31", "expires_on-month": "12", "expires_on-year": "2028"}
OVER = {**DAY, "expires_on-year": "2025"}
HOSTILE = {
    "a page": (b"<html><script>alert(1)</script>", "no PDF, JPEG or PNG"),
    "an archive": (paper.a_zip(), "no PDF, JPEG or PNG"),
    "a PDF with a script": (paper.a_pdf(paper.with_script), "holds a script"),
    "a locked PDF": (paper.a_pdf(paper.locked), "is locked"),
    "two files in one": (paper.a_pdf() + paper.a_zip(), "hides a second file"),
    "half a picture": (paper.a_jpeg()[:200], "damaged"),
}


@pytest.fixture
def ready(applicant):
    """Somebody whose e-mail is confirmed."""
    applicant.answer()
    applicant.confirm()
    return applicant


def test_a_hostile_file_is_refused_and_what_was_typed_stays(ready):
    told = {}
    for what, (body, words) in HOSTILE.items():
        page = ready.send_file("/papers/civil_id", body, 422, number="12345678", **DAY)
        assert page.value("number") == "12345678"
        told[what] = words in page.errors[0]
    assert told == dict.fromkeys(HOSTILE, True)
    assert "Not yet started" in ready.get("/tasks").text


def test_a_photo_loses_its_place_and_is_only_ever_saved(ready):
    ready.send_file("/papers/civil_id", paper.a_jpeg(maker="Telephone 12"), name="x.html", number="12345678", **DAY)  # fmt: skip
    (link,) = (one for one in ready.get("/papers/civil_id").links if "/files/" in one)
    answer = ready.browser.client.get(link, buffered=True)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=A-")
    assert answer.mimetype == "image/jpeg"
    assert b"Telephone 12" not in answer.get_data()


def test_a_paper_is_replaced_and_its_number_changed_without_the_file(ready, cluster, database_name):
    import psycopg

    ready.send_file("/papers/moh_licence", paper.a_pdf(), number="MOH-1", **OVER)
    assert "In progress" in ready.get("/tasks").text
    assert "last day has passed" in ready.get("/papers/moh_licence").text
    assert ready.get("/submit", 303).location.endswith("/tasks")
    ready.post("/papers/moh_licence", {"number": "MOH-2", **DAY})
    assert ready.get("/papers/moh_licence").value("number") == "MOH-2"
    assert ready.get("/tasks").text.count("Completed") == 1
    with psycopg.connect(cluster.url(database_name)) as connection:
        query = "SELECT count(*), count(replaced_at), count(body_sealed) FROM application_papers"
        assert connection.execute(query).fetchone() == (2, 1, 1)
    (link,) = (one for one in ready.get("/papers/moh_licence").links if "/files/" in one)
    assert ready.browser.client.get(link, buffered=True).get_data().startswith(b"%PDF-")


def test_without_a_file_there_is_no_paper(ready):
    page = ready.post("/papers/civil_id", {"number": "12345678", **DAY}, 422)
    assert page.errors == ["Choose the file, or take a picture of the paper."]


def test_a_stranger_gets_nobody_elses_paper(ready, another):
    ready.send_file("/papers/civil_id", paper.a_pdf(), number="12345678", **DAY)
    (link,) = (one for one in ready.get("/papers/civil_id").links if "/files/" in one)
    another.answer(email={"email": "x@other-clinic.om"})
    another.confirm()
    foreign = another.browser.client.get(link)
    missing = another.browser.client.get("/apply/papers/files/018f0000-0000-7000-8000-000000000000")
    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_the_sheet_is_prefilled_and_its_errors_have_their_cells(ready):
    ready.send_file("/papers/moh_licence", paper.a_pdf(), number="MOH-7", **DAY)
    body = ready.filled_sheet(l2="No Arabic", l3="", l5="soon", l9="call me")
    ready.send_file("/data-sheet", body, name="sheet.xlsx")
    page = ready.get("/data-sheet")
    told = page.text.partition("Correct these cells")[2]
    for cell in (
        "D3 must be in Arabic",
        "D4 is empty",
        "D6 is not a day",
        "D10 is not a telephone",
    ):
        assert cell in told
    assert "Noor Clinic" in page.text
    assert "In progress" in ready.get("/tasks").text
    assert ready.get("/whitelisting-form", 303).location.endswith("/tasks")
    ready.send_file("/data-sheet", ready.filled_sheet(), name="sheet.xlsx")
    assert "The sheet is complete." in ready.get("/data-sheet").text


def test_what_is_no_sheet_is_refused_and_the_last_one_stays(ready):
    ready.send_file("/data-sheet", ready.filled_sheet(), name="sheet.xlsx")
    for body in (b"", b"PK\x03\x04" + b"\x00" * 300, paper.a_pdf(), b"a,b\n1,2\n"):
        assert ready.send_file("/data-sheet", body, 422, name="sheet.xlsx").errors
    assert "The sheet is complete." in ready.get("/data-sheet").text


def test_the_whitelisting_form_is_filled_in_for_the_stamp(ready):
    import io

    from pypdf import PdfReader

    for kind, number in (("civil_id", "12345678"), ("commercial_registration", "1234567")):
        ready.send_file(f"/papers/{kind}", paper.a_pdf(), number=number, **DAY)
    ready.send_file("/data-sheet", ready.filled_sheet(), name="sheet.xlsx")
    for language in ("en", "ar"):
        answer = ready.browser.client.get(f"/apply/whitelisting-form.pdf?lang={language}", buffered=True)  # fmt: skip
        words = PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert ("12345678" in words, "Noor Clinic" in words) == (True, True)
