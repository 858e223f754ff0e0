"""flask plans and flask invoices: what they print, what they refuse, and that a dry run writes nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from app.kernel.db import db
from app.plans import subscribing
from app.plans.billing import INVOICES
from app.plans.models import BillingProfile, PlanRow
from tests.plans.conftest import CLAIMS, accept


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=[*words])


def test_a_month_is_closed_numbered_reminded_and_paid(noor, inside, days, run):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        db.session.commit()
    days(date(2026, 12, 1))
    assert run("invoices", "close", "--month", "2026-11", "--dry-run").exit_code == 0
    with inside("amal"):
        assert db.session.scalar(select(func.count()).select_from(INVOICES)) == 0
    closed = json.loads(run("invoices", "close", "--month", "2026-11", "--json").output)
    assert [row["result"] for row in closed if row["invoice"]] == ["closed"]
    assert json.loads(run("invoices", "finalise", "--json").output) == []
    days(date(2026, 12, 5))
    done = json.loads(run("invoices", "finalise", "--json").output)
    assert [row["number"] for row in done] == ["MAIN-INV-000001"]
    days(date(2026, 12, 26))
    reminded = json.loads(run("invoices", "remind", "--json").output)
    assert [row["step"] for row in reminded] == [7]
    assert json.loads(run("invoices", "remind", "--json").output) == []
    entered = run(
        "invoices", "received", "B-1", "--on", "2026-12-26", "--amount", "1.575", "--json"
    )
    transfer = json.loads(entered.output)[0]["id"]
    paid = run("invoices", "match", transfer, str(noor), done[0]["invoice"], "--json")
    assert json.loads(paid.output)[0]["amount"] == "1.575"
    again = run("invoices", "match", transfer, str(noor), done[0]["invoice"])
    assert (again.exit_code, "matched already" in again.output) == (1, True)


def test_a_plan_is_added_priced_and_refused_by_name(sold, run):
    words = (
        "plans",
        "add",
        "gold",
        "--kind",
        "per_claim",
        "--name-en",
        "Gold",
        "--name-ar",
        "ذهبية",
    )
    assert run(*words, "--dry-run").exit_code == 0
    assert run(*words).exit_code == 0
    assert run(*words).exit_code == 1
    price = (
        "plans",
        "price",
        "gold",
        "--from",
        "2026-12-01",
        "--tier",
        "100:0.200",
        "--tier",
        "*:0.100",
    )
    assert run(*price).exit_code == 0
    overlapping = run(*price)
    assert (overlapping.exit_code, "already has a price" in overlapping.output) == (1, True)
    negative = run("plans", "price", "gold", "--from", "2027-03-01", "--tier", "*:-0.100")
    assert (negative.exit_code, "below zero" in negative.output) == (1, True)
    assert run("plans", "price", "gold", "--from", "2027-03-01", "--tier", "x").exit_code == 2


def test_a_dry_run_adds_no_plan(sold, run, context):
    run(
        "plans",
        "add",
        "gold",
        "--kind",
        "unlimited",
        "--name-en",
        "Gold",
        "--name-ar",
        "ذهبية",
        "--dry-run",
    )
    assert db.session.scalar(select(PlanRow.id).where(PlanRow.code == "gold")) is None


def test_seller_and_buyer_are_named_with_tax_numbers_or_refused(noor, run, inside):
    seller = (
        "--name-en",
        "B",
        "--name-ar",
        "ب",
        "--address-en",
        "x",
        "--address-ar",
        "س",
        "--cr-number",
        "DEMO-2",
        "--bank",
        "b",
        "--iban",
        "OM1",
    )
    wrong = run("plans", "seller", "second", *seller, "--vatin", "OM11")
    assert (wrong.exit_code, "ten digits" in wrong.output) == (1, True)
    assert run("plans", "seller", "second", *seller, "--vatin", "OM1100000002").exit_code == 0
    buyer = (
        "plans",
        "buyer",
        str(noor),
        "--name-en",
        "Noor LLC",
        "--name-ar",
        "نور",
        "--vatin",
        "OM1100000003",
    )
    assert [run(*buyer).exit_code, run(*buyer).exit_code] == [0, 0]
    with inside("amal"):
        assert db.session.scalars(select(BillingProfile.vatin)).all() == ["OM1100000003"]
