"""Back-off, breaker, stamps: pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.exchange import rules
from app.exchange.gateway import Manner
from app.exchange.rules import Strain
from app.exchange.states import MESSAGE, MESSAGE_STATUSES

NOON = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MANNER = Manner(
    first_pause=1, longest_pause=20, losses_before_held=4, breaker_failures=5, breaker_pause=30,
    clock_tolerance=900, poll_count=20, poll_every=3, poll_idle_every=30, batch_messages=200,
)  # fmt: skip


@pytest.mark.parametrize(
    ("failures", "dice", "seconds"),
    [
        (0, 0.0, 0.2),
        (0, 0.5, 0.5),
        (1, 0.5, 1.0),
        (3, 1.0, 8.0),
        (4, 1.0, 16.0),
        (5, 1.0, 20.0),
        (400, 1.0, 20.0),
    ],
)
def test_pauses_double_up_to_the_longest(failures: int, dice: float, seconds: float) -> None:
    assert rules.pause(failures, MANNER, dice).total_seconds() == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("before", "is_open"),
    [(0, False), (3, False), (4, True), (5, True), (90, True)],
)
def test_the_fifth_failure_in_a_row_pauses_the_lane(before: int, is_open: bool) -> None:
    since = NOON - timedelta(minutes=1) if before else None
    after = rules.after_failure(Strain(before, since, None), NOON, MANNER)
    assert after.failures == before + 1
    assert after.failing_since == (since or NOON)
    assert after.open_until == (NOON + timedelta(seconds=30) if is_open else None)


@pytest.mark.parametrize(
    ("strain", "condition"),
    [
        (Strain(), rules.WORKING),
        (Strain(1, NOON), rules.FAILING),
        (Strain(5, NOON, NOON + timedelta(seconds=1)), rules.PAUSED),
        (Strain(5, NOON, NOON), rules.TRYING),
    ],
)
def test_a_lane_says_how_it_fares(strain: Strain, condition: str) -> None:
    assert rules.condition(strain, NOON) == condition


@pytest.mark.parametrize(("age", "is_old"), [(0, False), (450, False), (451, True), (7200, True)])
def test_a_stamp_is_renewed_at_half_the_tolerance(age: int, is_old: bool) -> None:
    assert rules.stamp_is_old(NOON - timedelta(seconds=age), NOON, MANNER) is is_old


def test_every_status_has_words_and_is_reachable() -> None:
    assert set(MESSAGE.statuses) == set(MESSAGE_STATUSES) == MESSAGE.reachable()


def test_what_is_over_can_only_be_answered() -> None:
    for state in MESSAGE.final:
        assert MESSAGE.available(state) == ("answered",)
