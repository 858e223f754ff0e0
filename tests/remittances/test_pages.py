"""The pages of payments as people use them."""

from __future__ import annotations

import io
from decimal import Decimal
from uuid import UUID

import pytest

from app.kernel.db import db
from app.kernel.paging import PAGE_SIZE
from app.remittances import bank, ledger, queries
from app.remittances.bank_models import BankLine
from app.remittances.models import Remittance
from app.remittances.receiving import NewLine
from app.remittances.underpaid import Underpayment
from tests.remittances.conftest import a_judged_claim, for_, pay

OMR = Decimal


CSV = "our claim number,paid,kind\n"


def upload(badr, endpoint, content, name="file.csv", status=303, **fields):
    return badr.post(endpoint, {"file": (io.BytesIO(content.encode()), name), **fields}, status)


@pytest.fixture
def paid(noor, inside):
    """One claim paid in part, one remittance parked; committed."""
    with inside("amal"):
        claim = a_judged_claim(noor)
        found = pay(for_(claim, "10.000"), reference="ADV-1")
        other = NewLine(amount=OMR("3.000"), claim_identifier="C-2020-000001-1")
        parked = pay(other, reference="ADV-2")
        ids = claim.id, found.id, parked.id, parked.lines[0].id
        db.session.commit()
    return ids


def test_every_page_opens(as_, paid):
    claim_id, remittance_id, parked_id, line_id = paid
    badr = as_("badr")
    assert "ADV-1" in badr.get("remittances.index").text
    assert "Posted" in badr.get("remittances.show", remittance_id=remittance_id).text
    assert "Needs you" in badr.get("remittances.show", remittance_id=parked_id).text
    badr.get("remittances.answer_line", line_id=line_id)
    for page in ("expected", "underpaid_list", "bank_page", "months", "day_sheet", "import_payments", "import_bank"):  # fmt: skip
        badr.get(f"remittances.{page}")
    assert "Account of the claim" in badr.get("claims.show", claim_id=claim_id).text
    assert "Paid in part" in badr.get("claims.index").text
    for kind in ("xlsx", "csv"):
        badr.get("remittances.export", kind=kind)
        badr.get("remittances.export_expected", kind=kind)
        badr.get("remittances.export_day", kind=kind)
        badr.get("remittances.export_account", kind=kind, claim_id=claim_id)


FIELDS = {"reference": "PAY-7", "paid_on-day": "22", "paid_on-month": "11", "paid_on-year": "2026"}


def a_file(badr, noor, content, status=303, **more):
    fields = {"payer": str(noor.payer_id), **FIELDS, **more}
    return upload(badr, "remittances.import_payments", content, status=status, **fields)


def account(inside, claim_id):
    with inside("amal"):
        row = ledger.account_row(claim_id)
        return row.paid, row.outstanding


def figures(inside):
    with inside("amal"):
        found = queries.figures()
        return found.expected, found.month


def test_a_file_is_looked_at_first_and_posted_on_a_word(as_, inside, noor, paid):
    badr, claim_id = as_("badr"), paid[0]
    with inside("amal"):
        number = queries.claims_by_id([claim_id])[claim_id].number
    before = figures(inside)
    content = f"{CSV}{number},5.030,\nC-2020-000009,1.000,\n"
    answer = a_file(badr, noor, content)
    assert account(inside, claim_id) == (OMR("10.000"), OMR("5.030")), "a preview posts nothing"
    shown = badr.get(answer.location)
    assert "Nothing is posted yet." in shown.text
    assert "our claim number" in shown.text
    badr.post(f"{answer.location}/accept", {"reason": "looked through"})
    assert account(inside, claim_id) == (OMR("15.030"), 0)
    after = figures(inside)
    moved = tuple(one - other for one, other in zip(after, before, strict=True))
    assert moved == (OMR("-5.030"), OMR("5.030")), "by exactly the posted amount"
    assert "No claim of ours has this number." in badr.get(answer.location).text
    again = a_file(badr, noor, content, status=422)
    assert "This very file was imported before." in again.errors[0]
    assert any(link.endswith(answer.location.rpartition("/")[2]) for link in again.links)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file holds no lines."),
        (CSV, "The file holds no lines."),
        (f"{CSV}C-1,many,\n", "1 cell of the file is wrong"),
        ("claim\nC-1\n", "has no column"),
        (b"\x00\x01".decode(), "cannot be read"),
    ],
)
def test_a_file_that_is_nothing_does_nothing(as_, inside, noor, content, said):
    page = a_file(as_("badr"), noor, content, status=422)
    assert said in " ".join(page.errors)
    with inside("amal"):
        assert db.session.scalars(db.select(Remittance)).all() == []


def test_a_waiting_line_is_answered(as_, inside, paid):
    claim_id, _posted, parked_id, line_id = paid
    badr = as_("badr")
    assert "There is no claim" in badr.post("remittances.match", {"number": "C-1"}, 422, line_id=line_id).errors[0]  # fmt: skip
    with inside("amal"):
        number = queries.claims_by_id([claim_id])[claim_id].number
    badr.post("remittances.match", {"number": number}, line_id=line_id)
    assert account(inside, claim_id) == (OMR("13.000"), OMR("2.030"))
    badr.post("remittances.take_off", {"reason": ""}, 422, line_id=line_id)
    badr.post("remittances.take_off", {"reason": "wrong"}, line_id=line_id)
    assert account(inside, claim_id) == (OMR("10.000"), OMR("5.030"))
    badr.post("remittances.disown", {"reason": "another clinic's"}, line_id=line_id)
    assert "Posted" in badr.get("remittances.show", remittance_id=parked_id).text


def test_receipts_have_no_gaps_and_are_cancelled_by_counter_receipts(as_, paid):
    claim_id, desk = paid[0], as_("huda")
    new = desk.get("remittances.new_receipt", claim_id=claim_id)
    assert new.value("amount") == "1.670"
    assert "still owes" in desk.post("remittances.new_receipt", {"amount": "1.671", "method": "cash"}, 422, claim_id=claim_id).errors[0]  # fmt: skip
    first = desk.post("remittances.new_receipt", {"amount": "1.000", "method": "cash"}, claim_id=claim_id, follow=True)  # fmt: skip
    assert "R-2026-000001" in first.text
    receipt_id = next(link for link in first.links if "/print" in link).split("/")[3]
    counter = desk.post("remittances.cancel_receipt", {"reason": "wrong patient"}, receipt_id=receipt_id, follow=True)  # fmt: skip
    assert "R-2026-000002" in counter.text
    twice = desk.post("remittances.cancel_receipt", {"reason": "again"}, receipt_id=receipt_id, follow=True)  # fmt: skip
    assert "cancelled before" in twice.text
    sheet = desk.get("remittances.day_sheet")
    assert [row[-1] for row in sheet.rows()][:2] == ["OMR 0.000", "OMR 0.000"]
    for size in ("a4", "roll"):
        for lang in ("en", "ar"):
            paper = desk.client.get(f"/payments/receipts/{receipt_id}/print?size={size}&lang={lang}")  # fmt: skip
            assert paper.status_code == 303 or paper.data.startswith(b"%PDF")


def test_the_bank_ticks_off_what_is_certain_and_remembers_its_columns(as_, inside, paid):
    badr = as_("badr")
    rows = "22/11/2026,ref T-ADV-1 in,10.000\n22/11/2026,unknown,3.000\n"
    first = upload(badr, "remittances.import_bank", f"When,What,In\n{rows}")
    page = badr.get(first.location)
    assert page.value("day") == "", "these names are not known yet"
    badr.post(first.location, {"day": "0"}, 422)
    badr.post(first.location, {"day": "0", "credit": "2", "narrative": "1"})
    with inside("amal"):
        lines = db.session.scalars(db.select(BankLine).order_by(BankLine.sequence)).all()
        assert [one.status for one in lines] == ["matched", "open"]
        assert [one.reference for one in bank.brought_by(lines[0].id)] == ["ADV-1"]
        open_line = lines[1].id
    assert "the amount" in badr.get("remittances.credit", line_id=open_line).text
    badr.post("remittances.tick", {"number": "ADV-9"}, 422, line_id=open_line)
    badr.post("remittances.tick", {"number": "ADV-2"}, line_id=open_line)
    badr.post("remittances.untick", remittance_id=paid[2])
    badr.post("remittances.disown_credit", {"reason": "rent"}, line_id=open_line)
    second = upload(badr, "remittances.import_bank", f"When,What,In\n23/11/2026,x,1.000\n{rows}")
    assert badr.get(second.location).value("day") == "0", "the columns are remembered"
    again = upload(badr, "remittances.import_bank", f"When,What,In\n{rows}", status=422)
    assert "imported before" in again.errors[0]


def test_a_statement_pages_and_leaves_whole_with_what_became_of_each_credit(as_, inside, paid):
    badr = as_("badr")
    strangers = "".join(f"22/11/2026,stranger {n},{n}.000\n" for n in range(100, 100 + PAGE_SIZE))
    file = f"When,What,In\n22/11/2026,ref T-ADV-1 in,10.000\n{strangers}"
    first = upload(badr, "remittances.import_bank", file)
    badr.post(first.location, {"day": "0", "credit": "2", "narrative": "1"})
    page = badr.get(first.location)
    assert len(page.rows()) == PAGE_SIZE
    assert page.rows()[0][-1] == "Ticked off"
    statement = UUID(first.location.rpartition("/")[2])
    rows = csv_of(badr, "remittances.export_statement", statement_id=statement)
    assert len(rows) == 1 + 1 + PAGE_SIZE
    assert rows[1].startswith("2026-11-22,10.000,,ref T-ADV-1 in,Ticked off,")
    (further,) = [link for link in page.links if "cursor=" in link]
    last = badr.get(further).rows()
    assert [row[3] for row in last] == [f"stranger {99 + PAGE_SIZE}"]
    waiting = csv_of(badr, "remittances.export_credits")
    assert len(waiting) == 1 + PAGE_SIZE
    assert [row for row in waiting if "ADV-1" in row] == []


def test_the_months_leave_as_they_are_shown(as_, paid):
    badr = as_("badr")
    shown = [[OMR(cell.removeprefix("OMR ")) for cell in row[1:]] for row in badr.get("remittances.months").rows()]  # fmt: skip
    rows = [row.split(",") for row in csv_of(badr, "remittances.export_months")[1:]]
    assert [[OMR(cell) for cell in row[1:]] for row in rows] == shown
    assert rows[0][0] == "2026-11"
    assert OMR(rows[0][2]) > 0


def csv_of(who, endpoint, **values):
    path = who.get(endpoint, kind="csv", **values)
    return path.response.get_data(as_text=True).removeprefix("\ufeff").splitlines()


def test_paid_too_low_is_listed_and_given_up(as_, inside, paid):
    badr, claim_id = as_("badr"), paid[0]
    with inside("amal"):
        found = db.session.scalars(db.select(Underpayment).order_by(Underpayment.line)).all()
        shortfalls = [(one.line, one.basis, one.difference) for one in found]
        ids = [one.id for one in found]
    assert [basis for _line, basis, _d in shortfalls] == ["approved", "approved"]
    assert sum(difference for *_rest, difference in shortfalls) == OMR("5.030")
    assert "Please pay the difference" in badr.get("remittances.underpayment", underpayment_id=ids[0]).text  # fmt: skip
    badr.post("remittances.let_underpayment_go", {"reason": "small"}, underpayment_id=ids[0])
    drafted = badr.post("remittances.mark_disputed", underpayment_id=ids[1])
    assert "/disputes/" in drafted.location
    assert "Please pay the difference" in badr.get(drafted.location).text
    again = badr.post("remittances.mark_disputed", underpayment_id=ids[1])
    assert again.location.endswith(f"/underpaid/{ids[1]}"), "answered once"
    assert account(inside, claim_id)[1] == shortfalls[1][2]
    line = {"line": "2", "kind": "written_off", "amount": "99.000", "reason": "x"}
    assert "At most" in badr.post("remittances.give_up", line, 422, claim_id=claim_id).errors[0]
    badr.post("remittances.give_up", {**line, "amount": "0.001"}, claim_id=claim_id)
