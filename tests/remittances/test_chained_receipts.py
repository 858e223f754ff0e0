"""What a patient pays is paid for the visit: a correction or complaint asks nobody for it again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.claims.checking import findings_of
from app.claims.facts import facts_of
from app.claims.following import start_following
from app.claims.values import COMPLAINT, CORRECTION
from app.remittances import receipts
from app.remittances.errors import AnotherAmount
from app.remittances.receipts import NothingOwed

HALF = Decimal("0.500")


@pytest.mark.parametrize(("kind", "lines"), [(CORRECTION, ()), (COMPLAINT, (2,))])
def test_a_share_that_was_paid_is_owed_on_no_claim_of_the_visit(judged, kind, lines):
    claim = judged("11.250", "2.000")
    share = claim.patient_share
    receipts.issue(claim.id, share - HALF, "cash")
    following = start_following(claim.id, kind, lines)
    assert [receipts.owed(one) for one in (claim, following)] == [HALF, HALF]
    with pytest.raises(AnotherAmount):
        receipts.issue(following.id, HALF + Decimal("0.001"), "card")
    last = receipts.issue(following.id, HALF, "card")
    assert receipts.taken(claim) == share
    assert [one.number for one in receipts.of_visit(claim)] == [
        one.number for one in receipts.of_visit(following)
    ]
    with pytest.raises(NothingOwed):
        receipts.issue(claim.id, HALF, "cash")
    receipts.cancel(last.id, "entered_twice")
    assert receipts.owed(claim) == HALF


def test_a_complaint_about_one_line_owes_the_share_of_the_whole_visit(judged):
    claim = judged("11.250", "2.000")
    complaint = start_following(claim.id, COMPLAINT, (2,))
    assert complaint.patient_share < claim.patient_share
    assert receipts.owed(complaint) == claim.patient_share


def test_the_checker_hears_of_the_receipts_and_else_of_the_note(judged):
    claim = judged("11.250", "2.000")
    share = claim.patient_share
    following = start_following(claim.id, CORRECTION, ())
    following.patient_paid = Decimal("0.001")
    assert [collected(one) for one in (claim, following)] == [claim.patient_paid, Decimal("0.001")]
    receipts.issue(claim.id, HALF, "cash")
    assert [collected(one) for one in (claim, following)] == [HALF, HALF]
    assert "CHK-81" in {one.code for one in findings_of([following])[following.id]}
    last = receipts.issue(following.id, share - HALF, "card")
    assert [collected(one) for one in (claim, following)] == [share, share]
    assert "CHK-81" not in {one.code for one in findings_of([following])[following.id]}
    receipts.cancel(last.id, "entered_twice")
    assert collected(following) == HALF


def collected(claim):
    facts, _parameters = facts_of(claim)
    return facts.patient_share_collected
