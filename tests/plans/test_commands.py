"""flask plans and flask invoices: what they print, what they refuse, and that a dry run writes nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import func, select, update

from app.kernel.clock import today
from app.kernel.db import db
from app.plans import books, subscribing
from app.plans.accounts import Terms
from app.plans.billing import INVOICES, LINES
from app.plans.models import BillingProfile, PlanRow
from tests.plans.conftest import CLAIMS, accept, at_desk


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


NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invoices", "received", "B-1", "--on", "2026-12-26", "--amount", "0"), "above zero"),
        (("invoices", "received", "B-1", "--on", "2026-12-26", "--amount", "-5"), "above zero"),
        (("plans", "choose", NOBODY, "claims"), "nothing of this name or id"),
        (("plans", "buyer", NOBODY, "--name-en", "N", "--name-ar", "ن"), "nothing of this name or id"),
        (("plans", "choose", "{noor}", "sms"), "not on sale"),
        (("plans", "choose", "{noor}", "claims", "--add-on", "users"), "not on sale"),
        (("plans", "choose", "{noor}", "nothing"), "not on sale"),
        (("plans", "price", "flat", "--from", "2030-01-01"), "asks for nothing"),
        (("plans", "price", "users", "--from", "2030-01-01", "--included-seats", "0"), "asks for nothing"),
        (("plans", "withdraw", "{noor}"), "No change is planned"),
        (("invoices", "credit", "{noor}", NOBODY, NOBODY, "--amount", "1", "--reason", "x"), "nothing of this name or id"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(noor, run, words, sentence):
    done = run(*(word.replace("{noor}", str(noor)) for word in words))
    assert done.exit_code == 1, done.output
    assert sentence in done.output


def test_a_plan_off_sale_stays_with_those_who_have_it(noor, run, inside):
    assert run("plans", "choose", str(noor), "flat", "--when", "now").exit_code == 0
    with at_desk():
        db.session.execute(update(PlanRow).values(on_sale=False))
    added = run("plans", "choose", str(noor), "flat", "--when", "now", "--add-on", "sms")
    assert (added.exit_code, "not on sale" in added.output) == (1, True)
    with at_desk():
        db.session.execute(update(PlanRow).where(PlanRow.code == "sms").values(on_sale=True))
    added = run("plans", "choose", str(noor), "flat", "--when", "now", "--add-on", "sms")
    assert added.exit_code == 0, added.output
    assert "not on sale" in run("plans", "choose", str(noor), "claims", "--when", "now").output


def test_another_plan_keeps_add_ons_and_pause(noor, run, inside):
    with inside("amal"):
        subscribing.choose(noor, Terms("flat", frozenset({"sms"}), paused=True), "now")
        db.session.commit()
    assert run("plans", "choose", str(noor), "users", "--when", "now").exit_code == 0
    with inside("amal"):
        assert books.account(noor).terms_on(today()) == Terms("users", frozenset({"sms"}), paused=True)  # fmt: skip
    assert run("plans", "choose", str(noor), "flat", "--when", "now", "--no-add-ons").exit_code == 0
    with inside("amal"):
        assert books.account(noor).terms_on(today()).add_ons == frozenset()


def test_invoices_are_listed_and_a_line_is_credited(noor, inside, days, run):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 20), 10)
        db.session.commit()
    days(date(2026, 12, 1))
    run("invoices", "close", "--month", "2026-11")
    days(date(2026, 12, 5))
    run("invoices", "finalise")
    (owed,) = json.loads(run("invoices", "list", "--owed", "--json").output)
    assert (owed["number"], owed["left"]) == ("MAIN-INV-000001", "1.575")
    with at_desk():
        line = db.session.scalars(select(LINES.c.id).where(LINES.c.invoice_id == owed["id"])).one()
    words = ("invoices", "credit", str(noor), owed["id"], str(line), "--reason", "All of them")
    assert run(*words, "--amount", "1.500", "--dry-run").exit_code == 0
    assert len(json.loads(run("invoices", "list", "--json").output)) == 1
    assert run(*words, "--amount", "1.500").exit_code == 0
    assert json.loads(run("invoices", "list", "--owed", "--json").output) == []
    kinds = [one["kind"] for one in json.loads(run("invoices", "list", "--tenant", str(noor), "--json").output)]  # fmt: skip
    assert sorted(kinds) == ["credit_note", "invoice"]
