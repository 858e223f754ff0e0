"""A line paid too low: up to which difference it is let be, and the complaint that is drafted about it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.claims import service as claims
from app.claims.models import Claim
from app.contracts import tolerance
from app.contracts.queries import contract_for
from app.disputes import queries as disputes
from app.disputes import service as disputing
from app.disputes.errors import DisputeOpen
from app.disputes.models import Dispute
from app.documents import service as documents
from app.documents.queries import documents_of
from app.kernel.db import db
from app.remittances import reconsidering, underpaid
from app.remittances.errors import NotWaiting
from app.remittances.underpaid import Underpayment
from app.tenants.scope import find
from tests.factories import paper
from tests.remittances.conftest import for_, partly, pay

OMR = Decimal
SINCE = date(2026, 1, 1)


def contract_of(claim: Claim):
    return contract_for(claim.payer_id, claim.service_date)


def open_ones(claim: Claim) -> list[tuple[int, Decimal]]:
    query = db.select(Underpayment).where(
        Underpayment.claim_id == claim.id, Underpayment.status == "open"
    )
    return [
        (one.line, one.difference) for one in db.session.scalars(query.order_by(Underpayment.line))
    ]


@pytest.mark.parametrize(
    ("allowed", "found"),
    [("0.251", []), ("0.250", []), ("0.249", [(1, OMR("0.250"))]), (None, [(1, OMR("0.250"))])],
)
def test_what_the_contract_lets_be_is_nobodys_work(judged, allowed, found):
    claim = judged()
    if allowed is not None:
        tolerance.agree(contract_of(claim).id, OMR(allowed), SINCE)
    pay(for_(claim, "11.000", claim_line=1), for_(claim, "3.780", claim_line=2))
    assert open_ones(claim) == found


@pytest.fixture
def short(judged) -> Underpayment:
    """The consultation was approved at 11.250 and paid with 9.000; the blood count in full."""
    claim = judged()
    pay(for_(claim, "9.000", claim_line=1), for_(claim, "3.780", claim_line=2))
    # The blood count was short for a moment, until its own line was posted.
    (found,) = db.session.scalars(db.select(Underpayment).where(Underpayment.status == "open"))
    return found


@pytest.mark.parametrize(("allowed", "days_on", "status"), [
    ("2.250", 0, "settled"), ("2.249", 0, "open"), ("2.250", 1, "open"),
])  # fmt: skip
def test_another_tolerance_looks_again_at_what_was_paid_from_its_day_on(
    short, clock, allowed, days_on, status
):
    claim = find(Claim, short.claim_id)
    since = claim.service_date + timedelta(days=days_on)
    tolerance.agree(contract_of(claim).id, OMR(allowed), since)
    looked_at_again(claim, since)
    assert (short.status, short.difference) == (status, OMR("2.250") if status == "open" else 0)


def test_a_stricter_tolerance_brings_onto_the_list_what_was_let_be(judged):
    claim = judged()
    pay(for_(claim, "11.200", claim_line=1), for_(claim, "3.780", claim_line=2))
    assert open_ones(claim) == []
    tolerance.agree(contract_of(claim).id, OMR("0.040"), claim.service_date)
    looked_at_again(claim, claim.service_date)
    assert open_ones(claim) == [(1, OMR("0.050"))]


def test_what_is_in_a_complaint_stays_with_it(short):
    drafted(short)
    tolerance.agree(contract_of(find(Claim, short.claim_id)).id, OMR("9.000"), SINCE)
    looked_at_again(find(Claim, short.claim_id), SINCE)
    assert (short.status, short.difference) == ("disputed", OMR("2.250"))


def looked_at_again(claim: Claim, since: date) -> None:
    """The work that agreeing left for the worker, done here: it stands in the queue with this day."""
    waiting = db.text("SELECT args FROM procrastinate_jobs WHERE task_name = :name")
    jobs = list(db.session.scalars(waiting, {"name": reconsidering.TASK}))
    assert [(one["payer_id"], one["since"]) for one in jobs] == [(str(claim.payer_id), str(since))]
    reconsidering.look_through(claim.payer_id, date.fromisoformat(jobs[0]["since"]))
    db.session.expire_all()


def drafted(short: Underpayment) -> Dispute:
    return find(Dispute, underpaid.dispute(short.id, "Please pay OMR 2.250.", "It came late."))


def test_the_complaint_holds_the_line_the_words_and_the_contracts_page(short):
    claim = find(Claim, short.claim_id)
    page = documents.add(
        "contract", contract_of(claim).id, paper.a_pdf(), title="Page 3", kind="other"
    )
    dispute = drafted(short)
    followed = find(Claim, dispute.following_claim_id)
    assert [line.sequence for line in followed.lines] == [1]
    assert (followed.related_kind, followed.comment) == ("complaint", "Please pay OMR 2.250.")
    assert [one.id for one in documents_of("claim", followed.id)] == [page.id]
    assert (dispute.at_stake, dispute.lines[0].before) == (OMR("2.250"), OMR("9.000"))
    assert (short.status, dispute.late_reason) == ("disputed", None)
    with pytest.raises(NotWaiting):
        underpaid.dispute(short.id, "Again.", "")


def test_given_up_it_is_open_again(short):
    dispute = drafted(short)
    disputing.abandon(dispute.id)
    assert short.status == "open"
    assert disputes.open_dispute(short.claim_id) is None


def test_beside_an_open_dispute_none_is_drafted(short):
    drafted(short)
    short.status = "open"
    with pytest.raises(DisputeOpen):
        underpaid.dispute(short.id, "Again.", "")
    assert short.status == "open"


def test_approved_once_more_the_complaint_is_won_and_paid_it_is_settled(short):
    dispute = drafted(short)
    followed = find(Claim, dispute.following_claim_id)
    documents.add("claim", followed.id, paper.a_pdf(), title="Contract", kind="other")
    disputing.send(dispute.id, followed.version)
    partly(claims_sent(followed), "11.250")
    assert (dispute.status, dispute.recovered) == ("won", OMR("2.250"))
    pay(for_(find(Claim, short.claim_id), "2.250"))
    assert (short.status, short.difference) == ("settled", 0)


def claims_sent(claim: Claim) -> Claim:
    assert claims.last_submission(claim).attempt == 1
    return claim
