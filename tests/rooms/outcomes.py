"""What follows once the insurers have spoken, and that the names say what the rows are."""

from __future__ import annotations

from app.approvals.models import Approval
from app.claims import cancelling
from app.claims.habits import missing
from app.claims.models import Claim
from app.eligibility.models import EligibilityCheck
from app.exchange import inbox
from app.exchange.models import Inbound, Message
from app.kernel.db import db
from app.tenants.scope import in_tenant
from app.worklist import service as worklist
from tests.cast import Person
from tests.factories import requests, visits, wire
from tests.factories.clinic import DELTA, Mark
from tests.rooms.asking import an_approval, judge_again
from tests.rooms.letters import a_question
from tests.rooms.names import MARKS, Ids, policy_of


def after_answers(ids: Ids, key: str, owner: Person, simulator: wire.Simulator) -> None:
    """What follows once the insurers have spoken; last what blocks a lane."""
    mine = (owner.tenant_id, owner.user_id)
    with in_tenant(*mine):
        visits.close(ids["claim_closed"])
        judge_again(ids, owner)
        _take_up(ids, owner)
        db.session.commit()
    wire.deliver_all(owner.tenant_id)
    with in_tenant(*mine):
        ids["dispute_drafted"] = visits.complain(ids["claim_partial"]).id
        ids["dispute_given_up"] = visits.complain(ids["claim_denied"]).id
        db.session.commit()
    with in_tenant(owner.tenant_id):
        assert inbox.route(ids["inbound_parked"]) == "parked"
    _lost_and_held(ids, owner, simulator)
    with in_tenant(*mine):
        _name_messages(ids)
        _check_statuses(ids)
        ids["inbound_handled"] = db.session.scalars(
            db.select(Inbound.id).where(Inbound.status == "handled", Inbound.kind == "claim")
        ).first()
        # Asked when the claim was gone already.
        ids["question_late"] = a_question(ids, MARKS[key], "claim_cancelled", "question_late")
        db.session.commit()


def _take_up(ids: Ids, owner: Person) -> None:
    """What people do with answers: cancel, use an approval, let a visit go, begin work."""
    cancelling.cancel(ids["claim_cancelled"], "wrong_information")
    # The payer granted less than the simulator knows of, so that one denies the claim.
    agreed = visits.a_draft(
        policy_of(owner, ids, "approved"), ids["practitioner"], services=("LAB-A1C",),
        approval_id=ids["approval_partial"],
    )  # fmt: skip
    ids["claim_on_approval"] = visits.send(agreed).id
    missing.dismiss("check", ids["check_partial"], "no_visit")
    worklist.take("claim", ids["claim_rejected"])


def _lost_and_held(ids: Ids, owner: Person, simulator: wire.Simulator) -> None:
    """On Delta's line: refused, held, one whose fate is unknown; on Beta's one being sent, on Alpha's one queued."""
    mine = (owner.tenant_id, owner.user_id)
    with in_tenant(*mine):
        check = visits.ask(policy_of(owner, ids, "trouble"))
        claim = visits.a_draft(policy_of(owner, ids, "trouble"), ids["practitioner"])
        ids["check_failed"], ids["claim_refused"] = check.id, visits.send(claim).id
        db.session.commit()
    with simulator.fault(DELTA, "refused"):
        wire.deliver_all(owner.tenant_id)
    with in_tenant(*mine):
        held = visits.a_draft(policy_of(owner, ids, "trouble"), ids["practitioner"], days_ago=2)
        ids["claim_held"] = visits.send(held).id
        visits.hold(visits.message_of(held.id))
        sent = visits.a_draft(policy_of(owner, ids, "trouble"), ids["practitioner"], days_ago=3)
        ids["claim_sent"] = visits.send(sent).id
        db.session.commit()
    with simulator.fault(DELTA, "lost-answer"):
        wire.deliver_all(owner.tenant_id)
    with in_tenant(*mine):
        taken = visits.a_draft(policy_of(owner, ids, "pended"), ids["practitioner"], days_ago=6)
        ids["claim_being_sent"] = visits.send(taken).id
        visits.take(visits.message_of(taken.id))
        queued = db.session.get_one(Claim, (owner.tenant_id, ids["claim_withdrawable"]))
        ids["claim_queued"] = visits.send(queued).id
        ids["check_asked"] = visits.ask(policy_of(owner, ids, "rejected")).id
        ids["approval_queued"] = requests.send(an_approval(ids, Mark(), owner, "approved")).id
        db.session.commit()


def _name_messages(ids: Ids) -> None:
    """One message in each status."""
    for message in db.session.scalars(db.select(Message).order_by(Message.position)):
        name = f"message_{message.status}"
        if name not in ids and message.kind in ("claim", "eligibility"):
            ids[name] = message.id
    missing = {
        status for status in ("queued", "sending", "sent-unacked", "acked", "answered", "failed", "held")
        if f"message_{status}" not in ids
    }  # fmt: skip
    assert not missing, f"no message is {missing}"


EXPECTED = {
    "claim_ready": ("draft", "none"), "claim_in_batch": ("draft", "none"),
    "claim_in_batch_returned": ("rejected", "none"),
    "claim_draft": ("draft", "none"), "claim_unfinished": ("draft", "none"),
    "claim_queued": ("queued", "none"), "claim_sent": ("sent", "none"),
    "claim_pended": ("accepted", "pended"), "claim_refused": ("rejected", "none"),
    "claim_rejected": ("rejected", "none"), "claim_held": ("held", "none"),
    "claim_approved": ("adjudicated", "approved"), "claim_partial": ("adjudicated", "partial"),
    "claim_cut": ("adjudicated", "partial"), "claim_shut": ("adjudicated", "partial"),
    "claim_on_approval": ("adjudicated", "denied"),
    "claim_denied": ("adjudicated", "denied"), "claim_closed": ("closed", "approved"),
    "claim_cancelled": ("cancelled", "approved"), "claim_discarded": ("cancelled", "none"),
}  # fmt: skip
APPROVALS = {
    "draft": "draft", "ready": "draft", "unfinished": "draft", "discarded": "cancelled", "queued": "queued",
    "pended": "pended", "approved": "approved", "partial": "partial", "refused": "refused",
    "expired": "expired", "rejected": "rejected",
}  # fmt: skip
VERDICTS = {
    "check_approved": ("answered", "covered"), "check_not_covered": ("answered", "not_covered"),
    "check_undetermined": ("answered", "undetermined"), "check_failed": ("failed", "undetermined"),
    "check_asked": ("asked", None),
}  # fmt: skip


def _check_statuses(ids: Ids) -> None:
    """The names say what the rows are."""
    found = {row.id: (row.status, row.adjudication) for row in db.session.scalars(db.select(Claim))}
    wrong = {n: found[ids[n]] for n, wanted in EXPECTED.items() if found[ids[n]] != wanted}
    checks = {c.id: (c.status, c.verdict) for c in db.session.scalars(db.select(EligibilityCheck))}
    wrong |= {n: checks[ids[n]] for n, wanted in VERDICTS.items() if checks[ids[n]] != wanted}
    asked = {row.id: row.status for row in db.session.scalars(db.select(Approval))}
    wrong |= {
        f"approval_{n}": asked[ids[f"approval_{n}"]]
        for n in APPROVALS
        if asked[ids[f"approval_{n}"]] != APPROVALS[n]
    }
    assert not wrong, wrong
