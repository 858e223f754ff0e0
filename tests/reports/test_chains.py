"""A decision, and what answers it: each visit's money counts once, whoever asks for it again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.claims import service as claims
from app.claims.models import Claim
from app.disputes import service as disputes
from app.disputes.rules import Answers
from app.kernel.db import db
from app.reports.families import details, doctors, receivable, refusals, summary
from app.reports.values import Report, Wanted
from app.tenants.scope import find
from tests.disputes.conftest import (
    attach,
    clinics,
    in_clinic,
    judge,
    judged,
    make_judged,
    noor,
    source,
)

__all__ = ["clinics", "in_clinic", "judged", "make_judged", "noor", "source"]

ALWAYS = Wanted(first=date(2020, 1, 1), last=date(2030, 1, 1))
COMPLAIN = Answers(claim_wrong=False, decision_wrong=True, only_missing=False)
CORRECT = Answers(claim_wrong=True, decision_wrong=False, only_missing=False)
NOTHING = Decimal("0.000")


def begun(claim: Claim, answers: Answers, lines: tuple[int, ...] = ()) -> Claim:
    """What follows the decision, sent and not decided."""
    dispute = disputes.open_dispute(claim.id, answers, lines=lines, comment="The result proves it.")
    following = find(Claim, dispute.following_claim_id)
    attach(following)
    claims.submit(following.id, following.version)
    db.session.flush()
    return following


def foot(report: Report) -> dict[str, Any]:
    """The sums at the foot by the words of their headings."""
    return {
        str(one.label): value
        for one, value in zip(report.headings, report.foot or (), strict=False)
    }


@pytest.fixture(autouse=True)
def on_a_page(app):
    with app.test_request_context():
        yield


def asked_approved_lost() -> tuple[Any, ...]:
    sums = foot(summary.by_payer(ALWAYS))
    return sums["Claims"], sums["Asked"], sums["Approved amount"], sums["Not approved"]


def to_receive() -> Decimal:
    return foot(receivable.everything(ALWAYS)).get("To receive", NOTHING)


def test_a_complaint_under_way_may_bring_what_is_at_stake_and_asks_for_nothing_twice(judged):
    lost = judged.payer_share - judged.approved
    begun(judged, COMPLAIN, (2, 3))
    assert asked_approved_lost() == (1, judged.payer_share, judged.approved, lost)
    assert to_receive() == judged.payer_share
    assert foot(doctors.overview(ALWAYS))["Not approved"] == lost
    assert foot(refusals.by_reason(ALWAYS))["Not approved"] == lost


def test_what_a_complaint_won_counts_once(judged):
    judge(begun(judged, COMPLAIN, (2, 3)), {3: "AUTH-001"}, "PAY-2")
    won = judged.payer_share - judged.lines[2].payer_share
    assert asked_approved_lost() == (1, judged.payer_share, won, judged.lines[2].payer_share)
    assert to_receive() == won
    # The first decisions are what is learnt from; the list shows both claims and adds up the first.
    assert foot(refusals.by_reason(ALWAYS))["Lines"] == 2
    shown = details.claims(ALWAYS)
    assert len(shown.rows) == 2
    assert foot(shown)["Insurer share"] == judged.payer_share


def test_a_correction_takes_the_place_of_what_it_corrects(judged):
    following = begun(judged, CORRECT)
    assert to_receive() == judged.payer_share
    judge(following, {}, "PAY-2")
    assert asked_approved_lost() == (1, judged.payer_share, following.payer_share, NOTHING)
    assert to_receive() == following.payer_share
