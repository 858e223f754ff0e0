"""The way of a claims officer: check, mend together, confirm, follow, stop, work through, report."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from app.batches import queries
from app.claims.models import Claim
from app.kernel.db import db
from app.tenants.scope import current_tenant_id, find
from tests.batches.conftest import claim_statuses, drive, expected, start
from tests.bodies import forms_on


@pytest.fixture
def badr(as_):
    return as_("badr")


def form_to(page, address):
    (found,) = forms_to(page, address)
    return found


def forms_to(page, address):
    """What the page's forms to this address send, without the tokens that are good for once."""
    found = [dict(one.pairs) for one in forms_on(page.html) if one.path.endswith(address)]
    return [
        {name: value for name, value in one.items() if name not in {"_once", "csrf_token"}}
        for one in found
    ]


def test_the_list_leads_to_the_check(badr, month):
    month(2)
    page = badr.get("/claims/?status=draft&first=2026-11-01&last=2026-11-30")
    (link,) = [one for one in page.links if "/batches/preflight" in one]
    assert "first=2026-11-01" in link
    assert "status" not in link
    assert "drafts are being checked" in badr.get(link).text
    assert "Send the drafts together" not in badr_of("huda", badr).get("/claims/").text


def badr_of(name, client):
    from app.access import sessions
    from tests.conftest import read_cast
    from tests.page import PageClient

    person = read_cast(client.app)[name]
    browser = client.app.test_client()
    with client.app.app_context():
        token = sessions.start(person.user_id, person.tenant_id, device="Test browser")
    browser.set_cookie(sessions.cookie_name(client.app), token)
    return PageClient(client.app, browser)


def test_ready_and_to_fix_are_told_with_their_money(badr, month, inside):
    made = month(4)
    without_doctor(inside, made.claims[:1])
    page = badr.get("/batches/preflight?now=1")
    assert "3 ready" in page.text
    assert "1 needs a fix" in page.text
    assert "CHK-22" in page.text
    piece = badr.get("/batches/preflight/result")
    assert "3 ready" in piece.text


def without_doctor(inside, claims):
    with inside("amal"):
        db.session.execute(
            db.update(Claim)
            .where(Claim.tenant_id == current_tenant_id(), Claim.id.in_(claims))
            .values(practitioner_id=None)
        )
        db.session.commit()


def test_one_value_mends_a_whole_group(badr, month, inside):
    made = month(4)
    without_doctor(inside, made.claims[:2])
    page = badr.get("/batches/preflight?now=1")
    (form,) = [one for one in forms_to(page, "/mend") if one["kind"] == "practitioner"]
    answer = badr.post("batches.mend", {**form, "value": str(made.practitioner_id)}, follow=True)
    assert "2 claims were mended." in answer.text
    assert "4 ready" in badr.get("/batches/preflight?now=1").text
    with inside("amal"):
        told = db.text("SELECT count(*) FROM audit_events WHERE event = 'claim.mended'")
        assert db.session.scalar(told) == 2


def test_a_group_that_changed_is_not_mended(badr, month, inside):
    made = month(4)
    without_doctor(inside, made.claims[:2])
    page = badr.get("/batches/preflight?now=1")
    (form,) = [one for one in forms_to(page, "/mend") if one["kind"] == "practitioner"]
    without_doctor(inside, made.claims[2:3])
    answer = badr.post("batches.mend", {**form, "value": str(made.practitioner_id)}, follow=True)
    assert "nothing was mended" in answer.text
    missing = badr.post("batches.mend", {**form, "value": ""}, follow=True)
    assert "Enter or choose the value" in missing.text


def test_nothing_leaves_before_it_was_confirmed(badr, month, inside):
    month(4)
    page = badr.get("/batches/confirm?now=1&with_warnings=y")
    assert "4 claims" in page.text
    assert "AlphaCare" in page.text
    assert "BetaTPA" in page.text
    with inside("badr"):
        assert claim_statuses() == {"draft": 4}
    shown = badr.post("batches.start", form_to(page, "/start"), follow=True)
    assert "0 of 4 have left" in shown.text
    with inside("badr"):
        assert claim_statuses() == {"draft": 4}  # A worker does it.


def test_other_figures_are_told_and_shown_again(badr, month, inside):
    made = month(4)
    form = form_to(badr.get("/batches/confirm?now=1&with_warnings=y"), "/start")
    without_doctor(inside, made.claims[:1])
    page = badr.post("batches.start", form, status=409)
    assert "nothing was sent" in page.text
    assert "3 claims" in page.text
    assert form_to(page, "/start")["count"] == "3"
    for spoiled in ({"count": "x"}, {"payer_share": "NaN"}, {"count": "-4"}):
        badr.post("batches.start", {**form, **spoiled}, status=409)


def test_the_second_window_is_led_to_the_first_batch(badr, month, inside):
    month(2)
    form = form_to(badr.get("/batches/confirm?now=1&with_warnings=y"), "/start")
    first = badr.post("batches.start", form).location
    page = badr.post("batches.start", form, status=409)
    assert "already under way" in page.text
    assert first in page.links


def test_a_filter_that_cannot_be_read_sends_nothing(badr, month):
    month(2)
    for wrong in ("first=yesterday", "payer=nobody", "payer=00000000-0000-0000-0000-000000000000"):
        assert "A filter cannot be read" in badr.get(f"/batches/preflight?now=1&{wrong}").text
        assert "A filter cannot be read" in badr.get(f"/batches/confirm?now=1&{wrong}").text
        name, _, value = wrong.partition("=")
        badr.post("batches.start", {name: value, "count": "2", "payer_share": "1.000"}, status=409)
    assert badr.get("/batches/").rows() == []


def test_progress_is_counted_anew_and_stops_asking_at_the_end(badr, month, inside):
    month(4)
    with inside("badr"):
        batch_id = start()
        drive(batch_id)
    page = badr.get("batches.show", batch_id=batch_id)
    assert "0 of 4 have left" in page.text
    assert "every 3s" in page.html
    again = badr_of("badr", badr).get("batches.progress_piece", batch_id=batch_id)
    assert "Queued" in again.text
    with inside("badr"):
        db.session.execute(
            db.text(
                "UPDATE claims SET status = 'adjudicated', adjudication = 'approved', approved = payer_share"
            )
        )
        db.session.commit()
        drive(batch_id)
        from app.batches import running

        running.drive(batch_id)
    last = badr.get("batches.progress_piece", status=286, batch_id=batch_id)
    assert "All sent" in last.text
    assert "every 3s" not in last.html


def test_stopping_says_how_many_were_taken_back(badr, month, inside):
    month(3)
    with inside("badr"):
        batch_id = start()
    page = badr.post("batches.stop", follow=True, batch_id=batch_id)
    assert "3 claims were taken back" in page.text
    assert "Stopped" in page.text
    again = badr.post("batches.stop", follow=True, batch_id=batch_id)
    assert "This cannot be done now" in again.text


def returned(inside, batch_id, numbers):
    with inside("badr"):
        db.session.execute(
            db.text("UPDATE claims SET status = 'adjudicated', approved = payer_share")
        )
        for item in queries.items(batch_id):
            if item.position in numbers:
                claim = find(Claim, item.claim_id)
                claim.status, claim.approved = "rejected", None
                claim.problem_code, claim.problem_text = "X-1", "=1+1"
        db.session.commit()


def test_what_came_back_is_walked_and_the_place_stands_in_the_address(badr, month, inside):
    month(6)
    with inside("badr"):
        batch_id = start()
        drive(batch_id)
        numbers = {one.position: one.number for one in queries.items(batch_id)}
    returned(inside, batch_id, [2, 3, 5])
    page = badr.get("batches.fix", batch_id=batch_id, position=1)
    assert numbers[2] in page.text
    assert "3 claims need you" in page.text
    assert not [link for link in page.links if link.endswith("/fix/1")]
    page = badr.get(f"/batches/{batch_id}/fix/3")
    assert numbers[3] in page.text
    assert {link for link in page.links if "/fix/" in link} == {
        f"/batches/{batch_id}/fix/{n}" for n in (2, 5)
    }
    returned(inside, batch_id, [2, 5])  # The third was mended meanwhile.
    assert numbers[5] in badr.get(f"/batches/{batch_id}/fix/3").text
    assert "Nothing more of this batch" in badr.get(f"/batches/{batch_id}/fix/6").text
    # Of two people one works on it, as on any other piece of work.
    (claim_id,) = (one.claim_id for one in queries_of(inside, batch_id) if one.position == 5)
    badr_of("amal", badr).post("worklist.take", {}, subject_kind="claim", subject_id=claim_id)
    page = badr.get(f"/batches/{batch_id}/fix/5")
    assert "is working on this since" in page.text
    badr.post("claims.reopen", {}, claim_id=claim_id)
    with inside("badr"):
        assert find(Claim, claim_id).status == "rejected"


def queries_of(inside, batch_id):
    with inside("badr"):
        return queries.items(batch_id)


def test_page_paper_table_and_database_tell_the_same_totals(badr, month, inside):
    month(5)
    with inside("badr"):
        batch_id = start()
        drive(batch_id)
    returned(inside, batch_id, [2])
    with inside("badr"):
        query = "SELECT count(*), sum(i.net), sum(i.payer_share), sum(c.approved) FROM batch_items i JOIN claims c ON c.id = i.claim_id WHERE i.batch_id = :id"
        count, net, share, approved = db.session.execute(db.text(query), {"id": batch_id}).one()
    page = badr.get("batches.show", batch_id=batch_id)
    together = next(row for row in page.rows() if row[0] == "Together")
    plain = [
        cell.replace("\u2068", "").replace("\u2069", "").replace("OMR", "").strip()
        for cell in together
    ]
    assert plain[-3:] == [str(count), f"{share:,.3f}", f"{approved:,.3f}"]
    assert f"{net:,.3f}" in page.text
    for language in ("en", "ar"):
        paper = badr.client.get(f"/batches/{batch_id}/report.pdf?lang={language}").data
        words = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper)).pages)
        assert f"{share:,.3f}" in words, language
        assert ("Together" in words) is (language == "en")
    with badr.app.test_request_context(), inside_request(badr, inside):
        from app.batches import report

        values = report.values(queries.batch(batch_id))
    assert (
        values["whole"]["count"],
        values["whole"]["net"],
        values["whole"]["payer_share"],
        values["whole"]["approved"],
    ) == (count, net, share, approved)
    table = badr.client.get(f"/batches/{batch_id}/report.xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(table)).get_sheet_by_index(0).to_python()
    assert len(rows) == count + 2
    assert [round(cell, 3) for cell in rows[-1][8:11]] == [
        float(net),
        float(share),
        float(approved),
    ]
    assert isinstance(rows[1][1], str)
    assert isinstance(rows[1][3], str)
    assert rows[1][2].isoformat().startswith("2026-11")
    sums = [round(sum(row[place] or 0 for row in rows[1:-1]), 3) for place in (8, 9)]
    assert sums == [float(net), float(share)]


def inside_request(badr, inside):
    return inside("badr")


def test_the_arabic_table_has_arabic_headings(badr, month, inside):
    month(2)
    with inside("badr"):
        batch_id = start()
    badr.client.post("/language", data={"csrf_token": badr.csrf(), "language": "ar"})
    table = badr.client.get(f"/batches/{batch_id}/report.xlsx").data
    sheet = CalamineWorkbook.from_filelike(BytesIO(table)).get_sheet_by_index(0)
    heads = sheet.to_python()[0]
    assert all(any("\u0600" <= letter <= "\u06ff" for letter in head) for head in heads)
    assert b"rightToLeft" in unpacked(table)


def unpacked(table):
    import zipfile

    with zipfile.ZipFile(BytesIO(table)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_the_list_of_batches(badr, month, inside):
    month(2)
    assert "No batches yet" in badr.get("/batches/").text
    with inside("badr"):
        start()
        assert expected().count == 0
    (row,) = badr.get("/batches/").rows()
    assert row[2] == "Badr"


def test_who_works_through_what_came_back_has_it_and_others_walk_past(badr, month, inside):
    month(6)
    with inside("badr"):
        batch_id = start()
        drive(batch_id)
    returned(inside, batch_id, [2, 3, 5])
    ids = {one.position: one.claim_id for one in queries_of(inside, batch_id)}
    amal = badr_of("amal", badr)
    amal.post("worklist.take", {}, subject_kind="claim", subject_id=ids[3])
    listed = badr.get("batches.items", batch_id=batch_id, stage="fix")
    assert "Work through what came back" in listed.text
    page = badr.post("batches.begin_fixing", {}, batch_id=batch_id, follow=True)
    assert "yours for an hour" in page.text
    assert "You are working on this" in page.text
    assert {link for link in page.links if "/fix/" in link} == {f"/batches/{batch_id}/fix/5"}
    for position, holder in ((2, "Badr"), (3, "You"), (5, "Badr")):
        shown = amal.get(f"/batches/{batch_id}/fix/{position}").text
        assert f"{holder} is working on this" in shown or f"{holder} are working on this" in shown
    amal.post("worklist.let_go", {}, subject_kind="claim", subject_id=ids[3])
    badr.post("batches.begin_fixing", {}, batch_id=batch_id)
    assert (
        "Others are working on all"
        in amal.post("batches.begin_fixing", {}, batch_id=batch_id, follow=True).text
    )
