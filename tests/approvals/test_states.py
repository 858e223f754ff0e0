"""The life of a request: no event approves it but a payer's answer."""

from __future__ import annotations

import pytest

from app.approvals.states import (
    APPROVAL,
    EVENT_WORDS,
    JUDGEMENTS,
    STATUSES,
    UNANSWERED,
)
from app.kernel.states import NotPossible


def test_only_an_answer_approves():
    leading = {event for (_, event), after in APPROVAL.transitions.items() if after in {"approved", "partial"}}  # fmt: skip
    assert leading == {"approved", "partly_approved"} <= set(JUDGEMENTS.values())


@pytest.mark.parametrize("status", UNANSWERED)
def test_any_answer_may_come_while_one_waits(status):
    assert {APPROVAL.next(status, event) for event in JUDGEMENTS.values()} == {
        "approved", "partial", "refused",
    }  # fmt: skip


@pytest.mark.parametrize("event", ["approved", "refused", "pended", "submitted"])
def test_a_cancelled_one_stays_cancelled(event):
    with pytest.raises(NotPossible):
        APPROVAL.next("cancelled", event)


def test_every_status_and_event_has_words():
    assert set(STATUSES) == set(APPROVAL.statuses)
    assert set(EVENT_WORDS) == set(APPROVAL.events)


def test_rejected_and_denied_share_no_word_and_no_colour():
    rejected, refused = STATUSES["rejected"], STATUSES["refused"]
    assert rejected.outer != refused.outer
    assert rejected.tone != refused.tone
