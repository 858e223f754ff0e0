"""Every line opens the list behind it: the claims, or the people it really counted; at the desk without patients and names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from app.kernel.db import db
from app.plans import billing, settling, subscribing
from app.plans.accounts import Terms
from app.plans.billing import INVOICES, LINES
from app.plans.books import SEATS, USAGE
from app.plans.proration import Month
from tests.plans.conftest import CLAIMS, USERS, accept, at_desk

NOVEMBER = Month(2026, 11)
CHANGED_ON = date(2026, 11, 16)


@pytest.fixture
def moved(noor, inside, days, people):
    """By user from 1 November, by claim from the 16th, on which Badr left; 160 claims; final on 5 December."""
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        db.session.commit()
    days(CHANGED_ON)
    with inside("amal"):
        gone = SEATS.c.user_id == people["badr"].user_id
        db.session.execute(SEATS.update().where(gone).values(left_on=CHANGED_ON))
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 160)
        db.session.commit()
    return final(noor, days)


def final(tenant_id, days):
    days(date(2026, 12, 1))
    with at_desk():
        identity = billing.close(tenant_id, NOVEMBER)
    days(date(2026, 12, 5))
    with at_desk():
        billing.finalise(tenant_id, identity)
    return identity


def line_of(invoice_id, reason):
    with at_desk():
        return db.session.execute(
            select(LINES).where(LINES.c.invoice_id == invoice_id, LINES.c.reason == reason)
        ).one()


def csv(client, path):
    return client.client.get(path).get_data(as_text=True).splitlines()


def test_what_is_given_back_names_those_for_whom_it_was_paid(moved, as_, noor):
    line = line_of(moved, "unused")
    path = f"/plan/invoices/{moved}/lines/{line.id}"
    rows = as_("amal").get(path).rows()[1:]
    assert len(rows) == line.quantity
    assert [row for row in rows if "Badr" in row[0] and "2026" in row[2]] != []
    listed = csv(as_("amal"), f"{path}.csv")
    assert len(listed) == 1 + line.quantity
    assert [one for one in listed if "Badr" in one and "2026-11-16" in one] != []


def test_a_credit_note_opens_the_list_of_the_line_it_gives_back(moved, as_, noor):
    claims, unused = line_of(moved, "claims"), line_of(moved, "unused")
    with at_desk():
        note_id = settling.credit(noor, moved, claims.id, Decimal("0.150"), "Counted twice")
    credited = line_of(note_id, "credited")
    path = f"/plan/invoices/{note_id}/lines/{credited.id}"
    amal = as_("amal")
    assert path in amal.get("plans.invoice", invoice_id=note_id).html
    assert len(csv(amal, f"{path}.csv")) == 1 + claims.quantity == 161
    assert amal.get(path).text.count("C-2026-") >= 20
    assert unused.quantity > 0


def test_the_running_month_opens_its_lists_as_far_as_they_have_come(moved, as_, inside, noor):
    with inside("amal"):
        accept(noor, date(2026, 12, 2), 3, "D-2026")
        subscribing.choose(noor, USERS, "renewal")
        db.session.commit()
    amal = as_("amal")
    first = amal.get("plans.index").html
    assert [f"/plan/running?line={at}" in first for at in range(3)] == [True, True, False]
    assert csv(amal, "/plan/running.csv?line=0")[1:] != []
    assert amal.get("/plan/running?line=0").text.count("D-2026-") == 3
    people = csv(amal, "/plan/running.csv?line=1")
    assert [one for one in people if "Badr" in one] == []
    assert len(people) == len(amal.get("/plan/running?line=1").rows()) > 1
    for wrong in ("2", "-1"):
        amal.get(f"/plan/running?line={wrong}", status=404)
        amal.get(f"/plan/running.csv?line={wrong}", status=404)


def test_behind_a_month_s_minimum_stand_all_claims_of_the_plan(noor, inside, days, as_):
    with inside("amal"):
        subscribing.choose(noor, Terms("steps"), "now")
        accept(noor, date(2026, 11, 20), 120)
        db.session.commit()
    identity = final(noor, days)
    steps = {row.unit_price for row in _lines(identity) if row.reason == "claims"}
    assert len(steps) == 2
    line = line_of(identity, "minimum")
    assert len(csv(as_("amal"), f"/plan/invoices/{identity}/lines/{line.id}.csv")) == 1 + 120
    seats = next(row for row in _lines(identity) if row.item == "seats")
    page = as_("amal").get("plans.behind", invoice_id=identity, line_id=seats.id)
    assert "without a charge of their own: 3" in page.text
    flat = next(row for row in _lines(identity) if row.item == "flat")
    _days_add_up(as_("amal"), f"/plan/invoices/{identity}/lines/{flat.id}", flat)


def _days_add_up(client, path, line):
    """Behind a fee by the month stand its days, on the page and in the file, up to the line."""
    listed = [one.split(",") for one in csv(client, f"{path}.csv")[1:]]
    assert len(listed) == (line.last_day - line.first_day).days + 1
    assert listed[0][0] == line.first_day.isoformat()
    assert Decimal(listed[-1][2]) == line.net
    assert sum(Decimal(one[1]) for one in listed) == line.net
    assert len(client.get(path).rows()) == 1 + len(listed)


def test_a_fee_that_is_given_back_opens_the_days_that_are_not_used(noor, inside, days, as_):
    with inside("amal"):
        subscribing.choose(noor, Terms("steps", frozenset({"sms"})), "now")
        db.session.commit()
    days(date(2026, 11, 17))
    with inside("amal"):
        subscribing.choose(noor, USERS, "now")
        db.session.commit()
    identity = final(noor, days)
    back = [row for row in _lines(identity) if row.item != "seats" and row.reason == "unused"]
    assert {row.item for row in back} == {"flat", "add_on"}
    for row in back:
        assert row.net < 0
        _days_add_up(as_("amal"), f"/plan/invoices/{identity}/lines/{row.id}", row)


def test_a_month_without_a_claim_says_so_behind_its_least(noor, inside, days, as_):
    with inside("amal"):
        subscribing.choose(noor, Terms("steps"), "now")
        db.session.commit()
    line = line_of(final(noor, days), "minimum")
    page = as_("amal").get("plans.behind", invoice_id=line.invoice_id, line_id=line.id)
    assert "no claim was accepted" in page.text


def _lines(identity):
    with at_desk():
        return db.session.execute(select(LINES).where(LINES.c.invoice_id == identity)).all()


def test_the_desk_opens_numbers_and_days_and_no_name(moved, as_, desk, noor):
    tariq = desk("tariq")
    claims, unused = line_of(moved, "claims"), line_of(moved, "unused")
    here = {"tenant_id": noor, "invoice_id": moved}
    assert f"/lines/{claims.id}" in tariq.get("platform_admin.invoice", **here).html
    page = tariq.get("platform_admin.behind", line_id=claims.id, **here)
    assert page.text.count("C-2026-") >= 20
    assert "/claims/" not in page.html
    people = tariq.get("platform_admin.behind", line_id=unused.id, **here)
    assert len(people.rows()) == 1 + unused.quantity
    file = csv(tariq, f"/desk/tenants/{noor}/invoices/{moved}/lines/{unused.id}.csv")
    assert len(file) == 1 + unused.quantity
    for words in (people.text, "".join(file)):
        assert "Badr" not in words
        assert "Amal" not in words
    other = {**here, "line_id": noor}
    tariq.get("platform_admin.behind", status=404, **other)


def test_a_month_may_have_more_claims_than_a_statement_takes_parameters(noor, inside, days):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 1)
        db.session.commit()
    more = text(
        "INSERT INTO usage_events (tenant_id, id, root_claim_id, claim_id, claim_number, payer_id, message_id, counted_on, counted_at) "
        "SELECT tenant_id, gen_random_uuid(), gen_random_uuid(), claim_id, 'C-' || n, payer_id, message_id, counted_on, counted_at "
        "FROM usage_events, generate_series(1, 65600) n"
    )
    with inside("amal"):
        db.session.execute(more)
        db.session.commit()
    identity = final(noor, days)
    with at_desk():
        line = db.session.scalar(select(LINES.c.id).where(LINES.c.invoice_id == identity))
        standing = select(db.func.count()).where(USAGE.c.line_id == line)
        assert db.session.scalar(standing) == 65_601
        assert str(db.session.scalar(select(INVOICES.c.net))) == "9840.150"
