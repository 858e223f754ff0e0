"""The payer's clock on both sides of each edge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.conversations import rules

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class Question:
    asked_at: datetime = NINE
    due_at: datetime | None = NINE + timedelta(minutes=30)
    answered_at: datetime | None = None


def at(minutes, seconds=0):
    return NINE + timedelta(minutes=minutes, seconds=seconds)


# fmt: off
TABLE = [
    (at(0),        30,  rules.CALM),
    (at(14, 59),   15,  rules.CALM),
    (at(15),       15,  rules.HALF),
    (at(29, 59),   0,   rules.HALF),
    (at(30),       0,   rules.OVER),
    (at(30, 1),    -1,  rules.OVER),
    (at(90),       -60, rules.OVER),
]
# fmt: on


@pytest.mark.parametrize(("moment", "left", "tone"), TABLE)
def test_the_clock(moment, left, tone):
    assert rules.clock(Question(), moment) == rules.Clock(left, tone)


def test_no_clock_runs_for_what_is_answered_or_needs_no_answer():
    assert rules.clock(Question(answered_at=at(3)), at(40)) is None
    assert rules.clock(Question(due_at=None), at(40)) is None


def test_the_payer_may_name_its_own_time_else_its_usual_minutes_count():
    assert rules.due(NINE, None, 45) == at(45)
    assert rules.due(NINE, None, None) == at(rules.USUAL_MINUTES)
    assert rules.due(NINE, at(7), 45) == at(7)
