"""Approvals in every state, and how other payers would judge them."""

from __future__ import annotations

from datetime import timedelta

from app.approvals import ending, requirements, sentences
from app.approvals import service as approvals
from app.approvals.models import Approval
from app.approvals.requirements import NewRequirement, Times
from app.approvals.values import Visit
from app.claims.models import Claim
from app.kernel.clock import today
from app.kernel.db import db
from tests.cast import Person
from tests.factories import clinic, requests
from tests.factories.clinic import ALPHA, Mark
from tests.rooms.names import Ids, policy_of


def approvals_of_all_kinds(ids: Ids, mark: Mark, owner: Person) -> None:
    """Two drafts, one that was put away, and those that the simulator answers; a rule, a sentence, an emergency."""
    rule = NewRequirement(
        payer_id=clinic.payer_id(ALPHA), scope="service", target="IMG-CHEST", level="yes",
        documents=("x_ray",), note=mark.en("Room 4"), valid_from=today(),
    )  # fmt: skip
    ids["approval_rule"] = requirements.add(rule).id
    ids["sentence"] = sentences.add(mark.en("Tablets did not help"), mark.ar("لم تنفع الأقراص")).id
    requirements.set_times(clinic.payer_id(ALPHA), Times(minutes=45, emergency_hours=24), today())
    for name in ("draft", "ready", "discarded", "unfinished"):
        ids[f"approval_{name}"] = an_approval(ids, mark, owner, "approved").id
    approvals.discard(ids["approval_discarded"])
    unfinished = db.session.get_one(Approval, (owner.tenant_id, ids["approval_unfinished"]))
    typed = [("lines-0-service", mark.en("half typed")), ("service_from-day", "31")]
    approvals.keep_typed(unfinished.id, typed, unfinished.version)
    for name in ("approved", "pended", "rejected"):
        ids[f"approval_{name}"] = requests.send(an_approval(ids, mark, owner, name)).id
    for name in ("partial", "refused", "expired"):
        ids[f"approval_{name}"] = requests.send(an_approval(ids, mark, owner, "approved")).id
    claim = db.session.get_one(Claim, (owner.tenant_id, ids["claim_ready"]))
    ids["follow_up"] = approvals.emergency(
        Visit(
            claim_id=claim.id,
            claim_number=claim.number,
            patient_id=claim.patient_id,
            payer_id=claim.payer_id,
            policy_id=claim.policy_id,
            practitioner_id=claim.practitioner_id,
            service_date=claim.service_date,
        )
    ).id


def an_approval(ids: Ids, mark: Mark, owner: Person, name: str) -> Approval:
    why = mark.en("Pain for six weeks")
    return requests.a_request(
        policy_of(owner, ids, name), ids["practitioner"], why=why,
        services=(("LAB-A1C", "6"), ("CONS-GP", "1")), sentences=(ids["sentence"],),
    )  # fmt: skip


def judge_again(ids: Ids, owner: Person) -> None:
    """What the simulator granted, as other payers would judge it."""
    for name, units, judgement, days in (
        ("partial", {1: "2"}, "approved", 5), ("refused", None, "denied", 5), ("expired", None, "approved", -1),
    ):  # fmt: skip
        one = db.session.get_one(Approval, (owner.tenant_id, ids[f"approval_{name}"]))
        last = today() + timedelta(days=days)
        first = min(last, today())
        answer = requests.granted(one, units, judgement, valid_from=first, valid_to=last, reference=f"PA-{name}")  # fmt: skip
        approvals.apply_answer(requests.reply_to(one, answer))
    ending.end_here()
