"""The chooser, the windows, what a decision means, and whether an attempt is worth it: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.claims.states import CLAIM
from app.claims.values import COMPLAINT, CORRECTION
from app.claims.windows import dispute_window, filing_window, next_window
from app.disputes import rules
from app.disputes.rules import Answers, LineWorth, Record, Worth
from app.disputes.states import DISPUTE

OMR = Decimal
JUDGED = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("wrong", "decision", "missing", "way"),
    [
        (True, False, False, CORRECTION),
        (True, True, False, CORRECTION),
        (True, False, True, CORRECTION),
        (True, True, True, CORRECTION),
        (False, True, False, COMPLAINT),
        (False, True, True, rules.REPLY),
        (False, False, True, rules.REPLY),
        (False, False, False, rules.NO_WAY),
    ],
)
def test_three_questions_pick_the_way(wrong, decision, missing, way):
    answers = Answers(claim_wrong=wrong, decision_wrong=decision, only_missing=missing)
    assert rules.choose(answers).kind == way


@dataclass
class Terms:
    filing_days: int | None = None
    resubmission_days: int | None = None
    complaint_days: int | None = None


def test_a_window_counts_from_the_decision_and_ends_with_its_last_day():
    window = dispute_window(Terms(resubmission_days=30), CORRECTION, JUDGED)
    assert window.until == date(2026, 12, 1)
    assert window.left(date(2026, 12, 1)) == 0
    assert not window.is_over(date(2026, 12, 1))
    assert window.is_over(date(2026, 12, 2))
    assert window.left(date(2026, 12, 3)) == -2


def test_a_complaint_has_its_own_window_or_a_corrections():
    both = Terms(resubmission_days=30, complaint_days=15)
    assert dispute_window(both, COMPLAINT, JUDGED).until == JUDGED + timedelta(days=15)
    assert dispute_window(Terms(resubmission_days=30), COMPLAINT, JUDGED).until == date(2026, 12, 1)
    assert next_window(both, JUDGED).kind == COMPLAINT
    assert next_window(Terms(resubmission_days=10, complaint_days=15), JUDGED).kind == CORRECTION


def test_no_contract_or_no_days_is_no_window():
    for window in (
        dispute_window(None, COMPLAINT, JUDGED), dispute_window(Terms(), CORRECTION, JUDGED),
        dispute_window(Terms(resubmission_days=3), CORRECTION, None), filing_window(None, JUDGED),
    ):  # fmt: skip
        assert (window.until, window.left(JUDGED), window.is_over(date.max)) == (None, None, False)
    assert filing_window(Terms(filing_days=60), JUDGED).until == JUDGED + timedelta(days=60)


@pytest.mark.parametrize(
    ("recovered", "what"),
    [("0.000", "lost"), ("0.001", "partly_won"), ("4.199", "partly_won"), ("4.200", "won"), ("4.201", "won")],
)  # fmt: skip
def test_what_an_attempt_came_to(recovered, what):
    assert rules.outcome(OMR("4.200"), OMR(recovered)) == what


# Where a dispute comes to stand by the status of its claim, if it moves at all.
LED_TO = {
    "draft": "drafted", "rejected": "drafted", "queued": "sent", "sent": "sent", "held": "sent",
    "accepted": "accepted", "adjudicated": "won", "cancelled": "abandoned",
}  # fmt: skip


def test_every_claim_status_leads_a_dispute_only_where_its_table_allows():
    for claim_status in CLAIM.statuses:
        for status in DISPUTE.statuses:
            for adjudication in ("none", "pended", "approved", "partial", "denied"):
                if status == "abandoned":
                    continue
                at, steps = status, rules.steps_to(status, claim_status, adjudication, "won")
                for event in steps:
                    at = DISPUTE.next(at, event)
                assert at == (LED_TO[claim_status] if steps else status)


def test_a_claim_that_overtakes_its_record_is_followed_all_the_way():
    assert rules.steps_to("drafted", "adjudicated", "denied", "lost") == ("submitted", "lost")
    assert rules.steps_to("drafted", "accepted", "pended", "lost") == ("submitted", "acknowledged")
    assert rules.steps_to("sent", "rejected", "none", "lost") == ("turned_back",)
    assert rules.steps_to("drafted", "draft", "none", "lost") == ()
    assert rules.steps_to("lost", "adjudicated", "approved", "won") == ("won",)
    assert rules.steps_to("sent", "adjudicated", "none", "lost") == (), "not judged yet"


def test_under_five_decided_lines_a_rate_says_nothing():
    assert Record(4, 4).rate is None
    assert Record(5, 2).rate == OMR("0.4")
    assert rules.best_record(Record(4, 4), Record(9, 3)) == (Record(9, 3), False)
    assert rules.best_record(Record(5, 5), Record(9, 3)) == (Record(5, 5), True)


def test_expected_is_the_stake_times_the_own_win_rate():
    lines = (
        LineWorth(1, "MNEC-003", OMR("4.200"), Record(7, 3), same_payer=True),
        LineWorth(2, "AUTH-001", OMR("10.000"), Record(2, 2), same_payer=False),
    )
    worth = Worth(lines)
    assert lines[0].expected == OMR("1.800")
    assert (worth.at_stake, worth.expected, worth.unknown) == (OMR("14.200"), OMR("1.800"), 1)
    assert Worth(lines[1:]).expected is None
