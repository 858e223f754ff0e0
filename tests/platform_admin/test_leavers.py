"""A month once shown stays as it was when one of its tenants is deleted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.departing import deleting, leaving
from app.kernel.db import db
from app.plans import subscribing
from app.plans.accounts import Terms
from app.plans.books import USAGE
from app.plans.proration import Month
from app.platform_admin import figures, leavers, plan_figures
from app.tenants.scope import as_platform
from tests.departing.test_departing import hands
from tests.factories.plans import accept
from tests.platform_admin.test_money import NOVEMBER, days, noor

__all__ = ["days", "noor"]
OCTOBER, DECEMBER, JANUARY = Month(2026, 10), Month(2026, 12), Month(2027, 1)


@pytest.fixture
def seeb(noor, people, inside):
    """Stays, on another plan, and has claims of the same months."""
    tenant_id = people["salma"].tenant_id
    with inside("salma"):
        subscribing.choose(tenant_id, Terms("flat"), "now")
        accept(tenant_id, date(2026, 11, 7), 9, "S-2026")
        db.session.commit()
    return tenant_id


@pytest.fixture
def first_tries(noor, inside):
    """Forty of Noor's hundred needed no second claim of their chain."""
    with inside("amal"):
        first = USAGE.update().where(USAGE.c.claim_number < "C-2026-000040")
        db.session.execute(first.values(claim_id=USAGE.c.root_claim_id))
        db.session.commit()


def shared_out(app) -> dict[Month, dict[str, tuple[object, ...]]]:
    """By month and plan: revenue, accepted claims, tenants; plans that stand for nothing left out."""
    found: dict[Month, dict[str, tuple[object, ...]]] = {}
    with app.app_context(), as_platform():
        for one in plan_figures.by_plan_and_month():
            told = (one.revenue, one.accepted, one.customers)
            if any(told):
                found.setdefault(one.month, {})[one.plan] = told
    return found


def shown(app) -> dict[Month, figures.Figures]:
    with app.app_context(), as_platform():
        return {one.month: one for one in figures.by_month()}


def approved(app, noor, inside, days, day: date) -> None:
    """Noor asked in time, and two people approved on this day."""
    days(date(2026, 10, 15))
    with inside("amal"):
        departure_id = leaving.ask("Noor Clinic", "closing").id
        db.session.commit()
    days(day)
    hands(app, noor["tenant_id"], departure_id, ["omar", "lina"])


def test_past_months_are_equal_before_and_after_a_deletion(app, noor, seeb, first_tries, inside, days):  # fmt: skip
    approved(app, noor, inside, days, date(2026, 12, 10))
    with inside("amal"):
        accept(noor["tenant_id"], date(2026, 12, 3), 4, "D-2026")
        db.session.commit()
    with as_platform():
        deleting.ending.bill_out(noor["tenant_id"])
        db.session.commit()
    before, plans_before = shown(app), shared_out(app)
    # Seeb's plan began in December only.
    assert plans_before[NOVEMBER]["claims"][1:] == (100, 1)
    assert plans_before[NOVEMBER][plan_figures.NO_PLAN][1:] == (9, 0)
    assert (before[NOVEMBER].accepted, before[NOVEMBER].first_pass) == (109, 40)
    assert (before[NOVEMBER].customers, before[NOVEMBER].gained) == (1, 1)
    assert before[NOVEMBER].revenue > Decimal(0)
    with app.app_context():
        deleting.delete(noor["tenant_id"])
    after = shown(app)
    past = [month for month in before if month != DECEMBER]
    assert [after[month] for month in past] == [before[month] for month in past]
    assert after[DECEMBER].accepted == before[DECEMBER].accepted == 4
    plans_after = shared_out(app)
    assert [plans_after.get(month) for month in past] == [plans_before.get(month) for month in past]
    for month, told in plans_after.items():
        sums = [sum(column) for column in zip(*told.values(), strict=True)]
        assert sums == [after[month].revenue, after[month].accepted, after[month].customers]
    assert (after[DECEMBER].customers, after[DECEMBER].gained, after[DECEMBER].lost) == (1, 1, 1)
    with app.app_context(), as_platform():
        assert figures.by_plan() == {"flat": 1}
    days(date(2027, 1, 5))
    later = shown(app)
    assert [later[month] for month in (*past[1:], DECEMBER)] == [
        after[month] for month in (*past[1:], DECEMBER)
    ]


def test_who_goes_on_the_last_day_of_a_month_was_there_until_its_end(app, noor, inside, days):
    approved(app, noor, inside, days, date(2026, 12, 31))
    with app.app_context():
        deleting.delete(noor["tenant_id"])
    days(date(2027, 1, 1))
    rows = shown(app)
    assert [(rows[one].customers, rows[one].lost) for one in (NOVEMBER, DECEMBER, JANUARY)] == [
        (1, 0), (1, 0), (0, 1),
    ]  # fmt: skip


def test_begun_again_after_a_kill_it_counts_nothing_twice_and_names_nobody(app, noor, first_tries, inside, days):  # fmt: skip
    approved(app, noor, inside, days, date(2026, 12, 10))
    with app.app_context():
        for _twice in range(2):
            deleting._bill(noor["tenant_id"], noor["invoice_id"])
        with as_platform():
            rows = db.session.execute(leavers.KEPT.select()).mappings().all()  # fmt: skip
    counted = [(row["month"], row["plan_before"], row["plan"], row["accepted"], row["first_pass"]) for row in rows]  # fmt: skip
    assert sorted(counted) == [
        (date(2026, 11, 1), None, "claims", 100, 40), (date(2026, 12, 1), "claims", None, 0, 0),
    ]  # fmt: skip
    told = {str(value) for row in rows for value in row.values()}
    assert str(noor["tenant_id"]) not in told


def test_who_never_had_a_plan_nor_a_claim_leaves_no_figures(app, people, days):
    tenant_id = people["salma"].tenant_id
    with app.app_context(), as_platform():
        leavers.keep(tenant_id, tenant_id)
        assert leavers.since(OCTOBER) == []
