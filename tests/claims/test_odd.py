"""The odd ones of a day: what is usual, how far is far, how many are shown."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from app.claims import odd
from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.db import db

OMR = Decimal


@pytest.fixture
def visits_of(inside, draft_of):
    """`visits_of("10.000", "12.000")`: visits with these totals, sent days ago or still drafts of today; their ids."""

    def make(*totals: str, days_ago: int = 3, attempts: int = 1, **more) -> list:
        found = []
        for amount in totals:
            claim = draft_of(days_ago=days_ago)
            with inside("amal"):
                share = {"net": OMR(amount), "payer_share": OMR(amount), "patient_share": OMR(0)}
                db.session.execute(
                    update(Claim)
                    .where(Claim.id == claim)
                    .values(attempts=attempts, **share, **more)
                )
                db.session.commit()
            found.append(claim)
        return found

    return make


def oddest(inside, day=None):
    with inside("amal"):
        return [
            (one.claim.id, one.usual.amount, one.usual.visits, one.times)
            for one in odd.oddest(day or today())
        ]


@pytest.mark.parametrize(
    ("amount", "usual", "times"),
    [
        ("15", "10", "1.5"),
        ("10", "15", "1.5"),
        ("14.4", "10", "1.4"),
        ("0", "10", "0"),
        ("10", "0", "0"),
        ("30", "10", "3.0"),
    ],
)
def test_how_far(amount, usual, times):
    assert odd.how_far(OMR(amount), OMR(usual)) == OMR(times)


def test_what_is_far_from_the_median_of_such_visits_the_farthest_first(inside, visits_of):
    visits_of("9.000", "10.000", "10.000", "11.000", "40.000")
    near, dear, cheap = visits_of("14.000", "40.000", "5.000", days_ago=0, attempts=0)
    assert oddest(inside) == [
        (dear, OMR("10.000"), 5, OMR("4.0")),
        (cheap, OMR("10.000"), 5, OMR("2.0")),
    ]
    assert near not in {row[0] for row in oddest(inside)}


def test_four_visits_are_no_measure_nor_what_is_long_ago_or_never_left(inside, visits_of):
    visits_of("10.000", "10.000", "10.000", "10.000")
    visits_of("10.000", days_ago=91)
    visits_of("10.000", attempts=0)
    visits_of("10.000", status="cancelled")
    (today_claim,) = visits_of("90.000", days_ago=0, attempts=0)
    assert oddest(inside) == []
    visits_of("10.000", days_ago=90)
    assert [row[0] for row in oddest(inside)] == [today_claim]


def test_of_many_the_five_oddest(inside, visits_of):
    visits_of(*["10.000"] * 5)
    claims = visits_of(*[f"{n}.000" for n in range(20, 80, 10)], days_ago=0, attempts=0)
    assert [row[0] for row in oddest(inside)] == claims[:0:-1]


def test_the_page_with_its_day_in_both_languages(as_, inside, visits_of):
    badr = as_("badr")
    assert "/claims/odd" in badr.get("claims.index").links
    assert "Nothing of this day is odd" in badr.get("claims.oddest").text
    visits_of(*["10.000"] * 5)
    (claim,) = visits_of("25.000", days_ago=1, attempts=0)
    yesterday = today() - timedelta(days=1)
    asked = (
        f"/claims/odd?day-day={yesterday.day}&day-month={yesterday.month}&day-year={yesterday.year}"
    )
    page = badr.get(asked)
    assert "2.5 times as much as usual" in page.text
    assert "against 5 visits with this diagnosis" in page.text
    assert f"/claims/{claim}" in page.links
    assert badr.get("/claims/odd?day-day=31&day-month=2&day-year=2026", status=422).errors
    assert (
        "Nothing of this day is odd"
        in badr.get("/claims/odd?day-day=1&day-month=1&day-year=0001").text
    )
    badr.post("/language", {"language": "ar", "next": "/account"})
    assert "ضعف المعتاد" in badr.get(asked).text
