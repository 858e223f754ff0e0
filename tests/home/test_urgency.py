"""The order of the first page, at the edges of its spans, and that a dear refusal is never hidden behind old pennies."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.claims.models import Claim
from app.claims.work_lists import needing_a_person
from app.kernel.db import db
from app.kernel.urgency import place
from app.patients.queries import policy
from tests.claims.conftest import clinics, draft_of, source
from tests.clinics import in_clinic, noor
from tests.disputes.conftest import a_judged
from tests.factories import visits

__all__ = ["clinics", "draft_of", "in_clinic", "noor", "source"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # days left, rials                 before  days left, rials
        ((1, "1.000"), (2, "900.000")),
        ((0, "1.000"), (1, "0.900")),
        ((1, "2.000"), (0, "1.000")),
        ((7, "5.000"), (8, "900.000")),
        ((2, "5.000"), (7, "4.999")),
        ((30, "0.000"), (31, "900.000")),
        ((31, "2.000"), (None, "1.000")),
        ((None, "3.000"), (31, "2.000")),
        ((3, "2.000"), (4, "2.000")),
        ((None, "0.000"), (-1, "900.000")),
        ((-1, "2.000"), (-9, "2.000")),
    ],
)
def test_sooner_spans_come_first_and_within_a_span_the_dearest(first, second):
    keys = [place(days, Decimal(amount)) for days, amount in (first, second)]
    assert keys == sorted(keys)
    assert keys[0] != keys[1]


def test_the_dearest_decision_is_among_the_few_that_are_read(in_clinic):
    for days in (9, 8, 7):
        a_judged(in_clinic, {3: "AUTH-001"}, days_ago=days)
    dear = a_judged(in_clinic, {1: "AUTH-001", 2: "AUTH-001", 3: "AUTH-001"}, days_ago=1)
    assert dear.id in {one.id for one in needing_a_person(limit=2)}


def test_claims_without_an_answer_stand_on_the_first_page_as_one_piece_of_work(as_, inside, noor):
    with inside("amal"):
        claim = a_judged(noor, days_ago=40)
        claim.status, claim.adjudication, claim.approved = "accepted", "none", None
        claim.submitted_at -= timedelta(days=40)
        db.session.commit()
        asked = db.session.get_one(Claim, (claim.tenant_id, claim.id)).payer_share
    page = as_("badr").get("/")
    assert "the insurer's days have passed" in page.text
    assert "/claims/silent" in page.links
    assert str(asked) in page.text
    assert "the insurer's days have passed" not in as_("salma").get("/").text


def test_of_what_was_rejected_the_oldest_and_the_dearest_are_read_and_what_is_over_hides_neither(
    in_clinic,
):
    def rejected(days_ago, services=("CONS-GP",)):
        claim = visits.a_draft(
            policy(in_clinic.policy_id),
            in_clinic.practitioner_id,
            services=services,
            days_ago=days_ago,
        )
        claim.status = "rejected"
        return claim

    # The window of sixty days: three are over, for one it is the last week, one is dear.
    over = [rejected(days, ("CONS-GP", "LAB-CBC", "LAB-A1C")) for days in (70, 69, 68)]
    soon, cheap, dear = rejected(55), rejected(20), rejected(5, ("CONS-GP", "LAB-CBC"))
    db.session.flush()
    assert [one.id for one in needing_a_person(limit=2)] == [soon.id, dear.id]
    ids = [one.id for one in needing_a_person(limit=4)]
    assert ids[:3] == [soon.id, dear.id, cheap.id]
    assert ids[3] in {one.id for one in over}


def test_where_nothing_is_agreed_about_days_the_dearest_comes_first(in_clinic):
    from app.contracts.models import Contract

    for contract in db.session.scalars(select(Contract)):
        contract.filing_days = None
    claims = [
        visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id, services=services, days_ago=days)
        for days, services in ((9, ("CONS-GP",)), (8, ("CONS-GP",)), (7, ("CONS-GP", "LAB-CBC")))
    ]  # fmt: skip
    db.session.flush()
    assert [one.id for one in needing_a_person(limit=1)] == [claims[2].id]
    assert {one.days_left for one in needing_a_person()} == {None}
