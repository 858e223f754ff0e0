"""The operator's statement: entered once, matched where it is certain, parked where it is not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.kernel.db import db
from app.plans import bank_import, billing, settling, subscribing
from app.plans.errors import BankColumnMissing, BankFileEmpty, BankFileKnown
from app.plans.models import BankFile
from app.plans.owing import PAYMENTS
from app.plans.proration import Month
from app.plans.settling import TRANSFERS, Received
from app.tenants.scope import as_platform
from tests.plans.conftest import CLAIMS, accept, at_desk

HEADINGS = "Date,Description,Reference No,Credit\n"
FILE = HEADINGS + (
    "2026-12-20,pays MAIN-INV-000001,TRF-1,1.000\n"
    "2026-12-21,somebody,TRF-2,9.999\n"
    "2026-12-22,the rest of it,,0.575\n"
    "2026-12-22,Charges,,-2.000\n"
)


@pytest.fixture
def billed(noor, inside, days):
    """Noor owes 1.575 on its first invoice."""
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        db.session.commit()
    days(date(2026, 12, 1))
    with at_desk():
        invoice_id = billing.close(noor, Month(2026, 11))
    days(date(2026, 12, 5))
    with at_desk():
        billing.finalise(noor, invoice_id)
    return noor


def imported(text: str, name: str = "bank.csv"):
    with as_platform():
        done, wrong = bank_import.import_file(name, text.encode())
        db.session.commit()
    return done, wrong


def counted(table) -> int:
    with as_platform():
        return db.session.scalar(select(func.count()).select_from(table))


def test_a_statement_is_entered_once_and_what_is_certain_is_matched(billed, desk):
    done, wrong = imported(FILE)
    assert wrong == []
    assert [(one.reason, one.numbers, str(one.left)) for one in done.credits] == [
        ("number", ("MAIN-INV-000001",), "0.000"),
        ("unclear", (), "9.999"),
        # What the first line left open is exactly what the third brings.
        ("amount", ("MAIN-INV-000001",), "0.000"),
    ]
    with pytest.raises(BankFileKnown) as known:
        imported(FILE, "the same under another name.csv")
    assert known.value.first == done.file_id
    # A longer statement knows all of them again, the one without a reference too.
    longer, _ = imported(FILE + "2026-12-23,late,TRF-9,4.000\n")
    assert [one.transfer_id is None for one in longer.credits] == [True, True, True, False]
    assert (counted(TRANSFERS), counted(PAYMENTS)) == (4, 2)
    # What is parked is opened from the list of what is not matched, or from its statement.
    tariq = desk("tariq")
    parked = tariq.client.get("/desk/transfers?unmatched=1").get_data(as_text=True)
    assert ("TRF-2" in parked, "TRF-1<" in parked) == (True, False)
    page = tariq.get("platform_admin.bank_file", file_id=done.file_id)
    assert [row[3] for row in page.rows()] == [
        "The text names the invoice", "Not clear whose it is", "Exactly what one tenant owes, and no other",
    ]  # fmt: skip


def test_a_wrong_cell_is_named_and_nothing_is_written(billed, desk):
    with at_desk():
        settling.enter(
            Received(bank_reference="TRF-5", booked_on=date(2026, 12, 1), amount=Decimal("7.000"))
        )
    text = HEADINGS + (
        "2026-12-20,a,TRF-3,1.0001\nsoon,b,TRF-4,2.000\n2026-12-20,c,TRF-5,8.000\n"
        "2026-12-20,d,TRF-6,1.000\n2026-12-20,e,TRF-6,1.000\n"
    )
    done, wrong = imported(text)
    assert done is None
    assert [(one.line, one.column, one.value) for one in wrong] == [
        (2, "credit", "1.0001"), (3, "day", "soon"), (4, "reference", "TRF-5"), (6, "reference", "TRF-6"),
    ]  # fmt: skip
    assert (counted(TRANSFERS), counted(BankFile.__table__)) == (1, 0)
    tariq = desk("tariq")
    file = (BytesIO(text.encode()), "bank.csv")
    shown = tariq.post("platform_admin.import_bank", {"file": file}, status=422)
    assert [row[:3] for row in shown.rows()][2] == ["4", "Reference", "TRF-5"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("When,In\n2026-12-20,1.000\n", BankColumnMissing),
        (HEADINGS + "2026-12-20,a,b,-1.000\n", BankFileEmpty),
    ],
)
def test_a_file_that_is_no_statement_is_refused_by_its_name(billed, text, refusal):
    with pytest.raises(refusal):
        imported(text)


def test_the_command_shows_first_and_writes_then(billed, app, tmp_path):
    path = tmp_path / "bank.csv"
    path.write_text(FILE, encoding="utf-8")
    run = app.test_cli_runner()
    words = ["invoices", "import-bank", str(path), "--json"]
    shown = json.loads(run.invoke(args=[*words, "--dry-run"]).output)
    assert [row["result"] for row in shown] == ["matched", "parked", "matched"]
    assert counted(TRANSFERS) == 0
    assert run.invoke(args=words).exit_code == 0
    assert counted(TRANSFERS) == 3
    again = run.invoke(args=words)
    assert (again.exit_code, "imported before" in again.output) == (1, True)
    path.write_text(HEADINGS + "2026-12-20,a,b,x\n", encoding="utf-8")
    wrong = run.invoke(args=words)
    assert (wrong.exit_code, json.loads(wrong.output)[0]["line"]) == (1, 2)
