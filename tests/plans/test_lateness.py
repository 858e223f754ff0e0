"""The desk sees who is late and since when, in the list, on the page and in the file; who is not, is not in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.kernel.db import db
from app.plans import billing, settling, subscribing
from app.plans.proration import Month
from tests.plans.conftest import CLAIMS, accept, at_desk

DUE = date(2026, 12, 19)


@pytest.fixture
def owed(noor, inside, days):
    """Noor's invoice of November is final on 5 December and to be paid by the 19th."""
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        db.session.commit()
    days(date(2026, 12, 1))
    with at_desk():
        identity = billing.close(noor, Month(2026, 11))
    days(date(2026, 12, 5))
    with at_desk():
        billing.finalise(noor, identity)
    return identity


def named(page):
    return [row[0] for row in page.rows()[1:]]


@pytest.mark.parametrize(
    ("late", "words", "late_ones", "frozen_ones"),
    [
        (0, "", False, False), (1, "1 day late", True, False), (44, "44 days late", True, False),
        (45, "New work waits: 45 days late", True, True),
    ],
)  # fmt: skip
def test_who_owes_what_was_due_is_seen(owed, noor, days, desk, late, words, late_ones, frozen_ones):
    days(DUE + timedelta(days=late))
    tariq = desk("tariq")
    (row,) = [one for one in tariq.get("platform_admin.index").rows() if "Noor" in one[0]]
    assert row[2] == f"Practice mode {words}".strip()
    assert ("late" in tariq.get("platform_admin.tenant", tenant_id=noor).text) is bool(words)
    for state, wanted in (("late", late_ones), ("frozen", frozen_ones)):
        shown = tariq.get(f"/desk?state={state}").rows()
        assert bool([one for one in shown if "Noor" in one[0]]) is wanted
        assert [one for one in shown if "Seeb" in one[0]] == []
    file = tariq.get("/desk/tenants.csv").response.get_data(as_text=True)
    (line,) = [one.split(",") for one in file.splitlines() if one.startswith("Noor")]
    assert line[4] == (str(late) if late else "")


def test_before_its_day_and_once_it_is_paid_nobody_is_late(owed, noor, days, desk):
    days(DUE - timedelta(days=1))
    tariq = desk("tariq")
    assert (
        "Noor" not in tariq.get("/desk?state=late").text.partition("Tenants, the newest first")[2]
    )
    days(DUE + timedelta(days=50))
    with at_desk():
        money = settling.Received(bank_reference="B-1", booked_on=DUE, amount=db.session.scalar(db.select(billing.INVOICES.c.gross)))  # fmt: skip
        settling.match(settling.enter(money), noor, owed)
    assert "New work waits" not in desk("tariq").get("platform_admin.index").text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (DUE - timedelta(days=8), ""), (DUE - timedelta(days=7), "to be paid soon"),
        (DUE, "to be paid soon"), (DUE + timedelta(days=1), "is late"),
    ],
)  # fmt: skip
def test_the_owner_finds_an_invoice_that_is_due_among_what_needs_them(owed, days, as_, day, words):
    days(day)
    rows = [
        row for row in as_("amal").get("home.index").rows() if "MAIN-INV-000001" in "".join(row)
    ]
    assert len(rows) == bool(words)
    assert all(words in "".join(row) and "1.575" in "".join(row) for row in rows)
    badr = as_("badr").get("home.index")
    assert "MAIN-INV-000001" not in badr.text, "who does not see the plan is not bothered with it"
