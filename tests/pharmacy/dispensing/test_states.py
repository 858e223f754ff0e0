"""The life of a dispense."""

from __future__ import annotations

import pytest

from app.kernel.states import NotPossible
from app.pharmacy.dispensing.states import DISPENSE, EVENT_WORDS, STATUSES


def test_every_status_is_reachable_and_worded():
    assert DISPENSE.reachable() == set(DISPENSE.statuses)
    assert {one.inner for one in STATUSES} == set(DISPENSE.statuses)
    assert set(DISPENSE.events) <= set(EVENT_WORDS)


@pytest.mark.parametrize(
    ("status", "event"),
    [("waiting", "reversed"), ("prepared", "reversed"), ("reversed", "supplied"), ("supplied", "dropped"), ("supplied", "supplied")],
)  # fmt: skip
def test_what_cannot_happen(status, event):
    with pytest.raises(NotPossible):
        DISPENSE.next(status, event)
