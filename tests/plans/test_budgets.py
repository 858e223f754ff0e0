"""An owner's budget for a month: warned at 80 and 100 per cent of what the month has come to with VAT, nothing stops."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.kernel.db import db
from app.plans import budgets, queries, subscribing, telling
from app.plans.errors import BudgetEmpty
from tests.onboarding.conftest import letters
from tests.plans.conftest import CLAIMS, accept


def news(app, before):
    return [one.subject.split(" · ")[0] for one in letters(app)[: len(letters(app)) - before]]


EIGHTY = "This month has come to 80 per cent of your budget"
REACHED = "This month has reached your budget"


def test_each_edge_is_told_once_and_a_new_budget_anew(app, noor, inside, days):
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        # Twenty claims of 0.150 with VAT.
        budgets.say(Decimal("3.150"))
        db.session.commit()
    told = []
    for day, count in ((2, 15), (3, 1), (4, 3), (5, 1), (6, 1)):
        days(date(2026, 11, day))
        with inside("amal"):
            accept(noor, date(2026, 11, day), count)
            db.session.commit()
        before = len(letters(app))
        telling.tell_everywhere()
        telling.tell_everywhere()
        told.append(news(app, before))
    assert told == [[], [EIGHTY], [], [REACHED], []]
    (letter,) = [one for one in letters(app) if one.subject.startswith(REACHED)]
    assert letter.to == "amal@noor.example"
    assert "3.150" in letter.text
    before = len(letters(app))
    with inside("amal"):
        budgets.say(Decimal("4.000"))
        db.session.commit()
    telling.tell_everywhere()
    assert news(app, before) == [EIGHTY]


def test_without_a_budget_nobody_is_warned(app, noor, inside, days):
    days(date(2026, 11, 2))
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        budgets.say(Decimal("0.100"))
        budgets.say(None)
        accept(noor, date(2026, 11, 2), 5)
        db.session.commit()
        assert budgets.spent(queries.own_account()) is None
    before = len(letters(app))
    telling.tell_everywhere()
    assert news(app, before) == []


@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-0.001")])
def test_a_budget_of_nothing_is_refused(noor, inside, amount):
    with inside("amal"), pytest.raises(BudgetEmpty):
        budgets.say(amount)


def test_the_owner_sets_and_takes_it_away_on_the_page(noor, inside, as_, days):
    days(date(2026, 11, 2))
    with inside("amal"):
        subscribing.choose(noor, CLAIMS, "now")
        accept(noor, date(2026, 11, 2), 10)
        db.session.commit()
    amal = as_("amal")
    assert "Used of it" not in amal.get("plans.budget").text
    wrong = amal.post("plans.say_budget", {"amount": "0"}, status=422)
    assert "more than zero" in wrong.text
    amal.post("plans.say_budget", {"amount": "2.000"}, status=303)
    page = amal.get("plans.budget").text
    assert ("1.575" in page, "78 per cent" in page) == (True, True)
    assert "Budget for a month set" in amal.get("audit.index").text
    amal.post("plans.no_budget", status=303)
    assert "Used of it" not in amal.get("plans.budget").text
