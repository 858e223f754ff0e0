from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.practitioners import rules
from app.practitioners.rules import licence_state, reminder_due

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "sentence", "tone"),
    [
        (-1, rules.EXPIRED, "danger"),
        (0, rules.LAST_DAY, "danger"),
        (1, rules.ENDS_SOON, "danger"),
        (7, rules.ENDS_SOON, "danger"),
        (8, rules.ENDS_SOON, "warning"),
        (30, rules.ENDS_SOON, "warning"),
        (31, rules.ENDS_SOON, "waiting"),
        (60, rules.ENDS_SOON, "waiting"),
        (61, rules.VALID, "success"),
    ],
)
def test_reminders(days, sentence, tone):
    state = licence_state(date(2020, 1, 1), TODAY + timedelta(days=days), TODAY)
    assert (state.sentence, state.tone) == (sentence, tone)
    assert state.needs_attention is (tone != "success")
    assert state.days_left == (days if days <= 60 else None)


def test_a_licence_that_begins_tomorrow_is_not_valid_today():
    state = licence_state(TODAY + timedelta(days=1), date(2030, 1, 1), TODAY)
    assert state.sentence == rules.NOT_YET


@pytest.mark.parametrize(
    ("left", "due"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_which_reminder_a_licence_has_come_to(left, due):
    assert reminder_due(TODAY + timedelta(days=left), TODAY) == due
