"""The lines of a large remittance: every one that waits can be reached, whatever its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.kernel.db import db
from app.remittances import queries
from app.remittances.receiving import NewLine
from tests.remittances.conftest import a_judged_claim, for_, pay

POSTED = queries.LINES_A_PAGE + 4


@pytest.fixture
def large(noor, inside):
    """More lines than a page bears, and behind them two whose claim nobody knows."""
    with inside("amal"):
        claim = a_judged_claim(noor)
        known = [for_(claim, "0.001", claim_line=1) for _ in range(POSTED)]
        unknown = [
            NewLine(amount=Decimal("2.000"), claim_identifier=f"C-2019-00000{n}-1") for n in (1, 2)
        ]
        found = pay(*known, *unknown, reference="ADV-LARGE")
        db.session.commit()
        return found.id


def links(page) -> set[str]:
    return {one for one in page.links if "/lines/" in one}


def test_what_waits_comes_first_and_all_lines_are_paged_each_once(as_, inside, large):
    badr = as_("badr")
    page = badr.get("remittances.show", remittance_id=large)
    with inside("amal"):
        parked = {str(one.id) for one in queries.remittance(large).lines if one.status == "parked"}
    assert len(parked) == len(links(page)) == 2
    assert all(any(one in link for link in links(page)) for one in parked)

    first = badr.get("remittances.show", remittance_id=large, lines="all")
    (following,) = (one for one in first.links if "cursor=" in one)
    second = badr.get(following)
    assert len(links(first)) == queries.LINES_A_PAGE
    assert len(links(second)) == POSTED + 2 - queries.LINES_A_PAGE
    assert not links(first) & links(second)
    (back,) = (one for one in second.links if "cursor=" in one)
    assert links(badr.get(back)) == links(first)
