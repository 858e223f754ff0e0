"""What a batch foresees of approvals is what sending says: who comes first takes the unit, the next is told before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.approvals import foreseeing, service
from app.approvals.models import Approval, ApprovalUse
from app.batches import service as batches
from app.batches import wording
from app.claims import approving
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.claims.values import BLOCK
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.patients.queries import policy
from app.tenants.scope import find
from tests.factories import clinic, requests, visits
from tests.factories.requests import granted, reply_to


@pytest.fixture
def drafts(inside, noor, draft_of):
    """`drafts("2", 3)`: an approval of so many units and so many drafts of one unit each, the oldest visit first."""

    def make(held: str, many: int, **wishes) -> list:
        approval_id = draft_of(services=(("LAB-CBC", held),), days=30)
        with inside("amal"):
            one = requests.send(db.session.get_one(Approval, (noor.tenant_id, approval_id)))
            service.apply_answer(reply_to(one, granted(one)))
            one.valid_from -= timedelta(days=30)
            made = [
                visits.a_draft(
                    policy(noor.policy_id), noor.practitioner_id, services=("LAB-CBC",),
                    days_ago=day, approval_id=approval_id, **wishes,
                ).id
                for day in range(many, 0, -1)
            ]  # fmt: skip
            db.session.commit()
        return made

    return make


def foreseen(claim_ids) -> dict:
    wanted = [find(Claim, one) for one in claim_ids]
    found = foreseeing.refusals([(approving.asking(one), one.approval_id) for one in wanted])
    return {claim_id: type(refusal).__name__ for claim_id, refusal in found.items()}


def sent_in_turn(claim_ids) -> dict:
    """What really happens to them, one after the other."""
    found = {}
    for claim_id in claim_ids:
        claim = find(Claim, claim_id)
        try:
            with db.session.begin_nested():
                approving.take_units(claim)
        except DomainError as refusal:
            found[claim_id] = type(refusal).__name__
    return found


@pytest.mark.parametrize(("held", "short"), [("1", 2), ("2", 1), ("3", 0)])
def test_what_is_foreseen_is_what_happens(inside, drafts, held, short):
    made = drafts(held, 3)
    with inside("amal"):
        told = foreseen(made)
        assert told == dict.fromkeys(made[3 - short :], "NoUnitsLeft")
        assert db.session.scalars(db.select(ApprovalUse)).all() == []
        assert sent_in_turn(made) == told


def test_one_that_is_refused_takes_nothing_from_the_next(inside, drafts):
    made = drafts("2", 3)
    with inside("amal"):
        find(Claim, made[0]).lines[0].quantity = Decimal(3)
        db.session.flush()
        told = foreseen(made)
        assert told == {made[0]: "NoUnitsLeft"}
        assert sent_in_turn(made) == told


def test_an_approval_of_other_days_is_told(inside, drafts):
    made = drafts("3", 2)
    with inside("amal"):
        approval = find(Approval, find(Claim, made[0]).approval_id)
        approval.valid_from = find(Claim, made[1]).service_date
        db.session.flush()
        assert foreseen(made) == sent_in_turn(made) == {made[0]: "ApprovalNotUsable"}


def test_an_approval_of_another_person_is_told(inside, drafts):
    made = drafts("3", 2)
    with inside("amal"):
        stranger = clinic.a_patient(civil_id="30000077", name="Stranger", phone=None)
        find(Claim, made[0]).patient_id = stranger.id
        db.session.flush()
        assert foreseen(made) == sent_in_turn(made) == {made[0]: "ApprovalNotUsable"}


def test_the_check_of_many_says_it_before_and_links_to_the_claim(app, inside, drafts):
    made = drafts("1", 2)
    with inside("amal"):
        found = batches.preflight(ClaimFilter())
        assert [one.claim_id for one in found.ready] == made[:1]
        (group,) = found.to_fix
        assert (group.code, [one.claim_id for one in group.claims]) == ("NoUnitsLeft", made[1:])
        with app.test_request_context():
            told = wording.group(group)
        assert told["sentence"].startswith("Only 0 of the approved units are left")
        assert (told["code"], told["kind"]) == ("", None)
        assert told["claims"][0]["url"] == f"/claims/{made[1]}"
        assert not [one for one in claims.check(made[1]) if one.severity == BLOCK]
