"""When a look is over: pure moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.support.permissions import SEEN
from app.support.rules import end_of, is_over, minutes_left

THEN = datetime(2026, 11, 22, 5, 15, tzinfo=UTC)
FAR = THEN + timedelta(hours=5)


@pytest.mark.parametrize(
    ("minutes", "until", "wanted"),
    [
        (10, FAR, timedelta(minutes=10)),
        (30, FAR, timedelta(minutes=30)),
        (31, FAR, timedelta(minutes=30)),
        (600, FAR, timedelta(minutes=30)),
        (30, THEN + timedelta(seconds=7), timedelta(seconds=7)),
    ],
)
def test_never_longer_than_thirty_minutes_nor_than_the_grant(minutes, until, wanted):
    assert end_of(THEN, minutes, until) - THEN == wanted


@pytest.mark.parametrize(
    ("seconds", "over", "left"),
    [(0, False, 30), (1, False, 30), (60, False, 29), (1799, False, 1), (1800, True, 0), (1801, True, 0)],
)  # fmt: skip
def test_it_is_over_with_its_last_second(seconds, over, left):
    ends, at = THEN + timedelta(minutes=30), THEN + timedelta(seconds=seconds)
    assert (is_over(ends, at), minutes_left(ends, at)) == (over, left)


def test_what_was_never_begun_is_over():
    assert is_over(None, THEN)


def test_nothing_that_leaves_the_house_or_changes_it_is_seen():
    wrong = ("export", "print", "raw", "write", "submit", "cancel", "release", "import", "take", "people", "papers", "download")  # fmt: skip
    assert {one for one in SEEN if any(word in one for word in wrong)} == set()
    assert {"claims.view", "patients.view", "home.view"} <= SEEN
