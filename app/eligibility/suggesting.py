"""The policy as the insurer tells it, offered to a person who may take it over."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from app.audit.trail import note
from app.eligibility import queries
from app.eligibility.errors import NothingToAdopt
from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import COVERED, NOT_FOUND, UNDETERMINED
from app.eligibility.service import SUBJECT
from app.patients import queries as patients
from app.patients.models import RELATIONSHIPS, Policy
from app.patients.service import adopt_policy
from app.patients.values import NewPolicy
from app.tenants.scope import find

COMPARED = ("plan_name", "member_number", "valid_from", "valid_to", "copay_percent", "copay_max")


def differences(check: EligibilityCheck) -> list[tuple[str, Any, Any]]:
    """What the answer says otherwise than the policy on file: (field, on file, answered)."""
    if check.verdict in {None, UNDETERMINED} or check.reason_code == NOT_FOUND:
        return []
    kept, said = _kept(check), _said(check)
    return [
        (name, kept.get(name), said[name])
        for name in COMPARED
        if said.get(name) not in (None, "") and said[name] != kept.get(name)
    ]


def brings_a_policy(check: EligibilityCheck) -> bool:
    """Whether the person is covered by a policy that is not on file."""
    return check.verdict == COVERED and _policy(check) is None and bool(differences(check))


def adopt(check_id: UUID) -> UUID:
    """Take the answer over into the policy; the patient's id. Raises NothingToAdopt, NotFound, PolicyTwice."""
    check = find(EligibilityCheck, check_id, for_update=True)
    if not differences(check):
        raise NothingToAdopt
    policy = _policy(check)
    told = {**_kept(check), **{name: value for name, value in _said(check).items() if value not in (None, "")}}  # fmt: skip
    begins = told.get("valid_from") or check.service_date
    said = NewPolicy(**{**told, "valid_from": begins, "payer_id": check.payer_id})
    adopted = adopt_policy(check.patient_id, said, policy.id if policy else None)
    check.policy_id = adopted.id
    note("eligibility.adopted", SUBJECT, check.id, policy=str(adopted.id))
    return check.patient_id


def _policy(check: EligibilityCheck) -> Policy | None:
    """The policy on file the answer is about: the one asked for, or the insurer's only one."""
    held = {policy.id: policy for policy in patients.policies(check.patient_id)}
    if check.policy_id in held:
        return held[check.policy_id]
    same = [policy for policy in held.values() if policy.payer_id == check.payer_id]
    return same[0] if len(same) == 1 else None


def _kept(check: EligibilityCheck) -> dict[str, Any]:
    policy = _policy(check)
    if policy is None:
        return {}
    names = ("plan_name", "network", "relationship", "sex", "valid_from", "valid_to", "copay_percent",
             "copay_max", "waiting_until", "rank")  # fmt: skip
    kept = {name: getattr(policy, name) for name in names}
    return kept | {"member_number": patients.member_number(policy) or ""}


def _said(check: EligibilityCheck) -> dict[str, Any]:
    valid_from: date | None = check.valid_from
    return {
        "plan_name": check.plan_name,
        "network": check.network,
        "relationship": check.relationship if check.relationship in RELATIONSHIPS else None,
        "member_number": queries.member_number(check),
        "valid_from": valid_from,
        "valid_to": check.valid_to,
        "copay_percent": check.copay_percent,
        "copay_max": check.copay_max,
    }
