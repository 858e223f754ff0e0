"""The verbs on policies."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.audit.trail import note
from app.kernel.db import db
from app.patients import coverage, queries, rules
from app.patients.errors import PolicyTwice
from app.patients.models import Patient, Policy
from app.patients.values import NewPolicy
from app.reference.queries import payer
from app.tenants.keys import index_of, seal_text
from app.tenants.scope import find

MEMBER = "member-number"


def add_policy(patient_id: UUID, new: NewPolicy) -> Policy:
    """Add a cover, last in order unless it says otherwise. Raises PeriodReversed, PolicyTwice, NotFound."""
    one = find(Patient, patient_id, for_update=True)
    there = queries.policies(one.id)
    policy = Policy(patient_id=one.id, payer_id=payer(new.payer_id).id)
    _fill(policy, new, rank=new.rank or max((p.rank for p in there), default=0) + 1)
    _refuse_twice(policy, there)
    db.session.add(policy)
    db.session.flush()
    note(
        "patient.policy_added", "patient", one.id, policy=str(policy.id), payer=str(policy.payer_id)
    )
    return policy


def correct_policy(policy_id: UUID, to: NewPolicy) -> Policy:
    """Put a cover right. Raises PeriodReversed, PolicyTwice, NotFound."""
    policy = find(Policy, policy_id, for_update=True)
    policy.payer_id = payer(to.payer_id).id
    _fill(policy, to, rank=to.rank or policy.rank)
    _refuse_twice(policy, [p for p in queries.policies(policy.patient_id) if p.id != policy.id])
    db.session.flush()
    note("patient.policy_corrected", "patient", policy.patient_id, policy=str(policy.id))
    return policy


def end_policy(policy_id: UUID, last_day: date) -> Policy:
    """Let a cover end; the day is its last. Raises PeriodReversed, NotFound."""
    policy = find(Policy, policy_id, for_update=True)
    rules.check_period(policy.valid_from, last_day)
    policy.valid_to = last_day
    db.session.flush()
    note("patient.policy_ended", "patient", policy.patient_id, policy=str(policy.id))
    return policy


def adopt_policy(patient_id: UUID, said: NewPolicy, policy_id: UUID | None = None) -> Policy:
    """Take over what the insurer says, into this policy or as a new one; a person decided so."""
    if policy_id is None:
        return add_policy(patient_id, said)
    return correct_policy(policy_id, said)


def _fill(policy: Policy, new: NewPolicy, *, rank: int) -> None:
    rules.check_period(new.valid_from, new.valid_to)
    policy.valid_from, policy.valid_to = new.valid_from, new.valid_to
    policy.plan_name, policy.network, policy.relationship = new.plan_name, new.network, new.relationship  # fmt: skip
    policy.sex = new.sex
    policy.copay_percent, policy.copay_max = new.copay_percent, new.copay_max
    policy.waiting_until, policy.rank = new.waiting_until, rank
    number = rules.plain_number(new.member_number)
    policy.member_number_sealed = (
        seal_text(new.member_number, table="policies", column="member_number_sealed", row_id=policy.id)
        if number
        else None
    )  # fmt: skip
    policy.member_index = index_of(number, purpose=MEMBER) if number else None


def _refuse_twice(policy: Policy, others: list[Policy]) -> None:
    """One insurer, one member number, the same days: that is one cover."""
    for other in others:
        same = (other.payer_id, other.member_index) == (policy.payer_id, policy.member_index)
        if same and coverage.overlap(other, policy):
            raise PolicyTwice
