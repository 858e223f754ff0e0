"""Requests for approval, each led by the real verbs to where it stands."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.approvals import service as approvals
from app.approvals.models import Approval
from app.approvals.service import NewRequest
from app.approvals.values import DiagnosisAsked, LineAsked, RequestDraft
from app.exchange.messages import AnswerLine, ApprovalAnswer, Reply
from app.kernel.clock import now, today
from app.patients.models import Policy
from app.tenants.queries import facilities

WHY = "Pain for six weeks, no better with tablets."


def a_request(
    policy: Policy, practitioner_id: UUID | None, *, services: tuple[tuple[str, str], ...] = (("CONS-GP", "1"),),
    kind: str = "professional", why: str = WHY, days: int = 0, **more: object,
) -> Approval:  # fmt: skip
    """A draft that may be sent as it stands."""
    branch = facilities()[0].id
    approval = approvals.start(
        NewRequest(
            patient_id=policy.patient_id,
            policy_id=policy.id,
            facility_id=branch,
            kind=kind,
            service_from=today(),
            practitioner_id=practitioner_id,
        )
    )
    draft = RequestDraft(
        kind=kind,
        priority="normal",
        policy_id=policy.id,
        practitioner_id=practitioner_id,
        facility_id=branch,
        service_from=today(),
        service_to=today() + timedelta(days=days),
        justification=why,
        diagnoses=(DiagnosisAsked(sequence=1, code="J06.9"),),
        lines=tuple(
            LineAsked(sequence=n, local_code=code, units=Decimal(units))
            for n, (code, units) in enumerate(services, 1)
        ),
    )
    for name, value in more.items():
        object.__setattr__(draft, name, value)
    return approvals.save(approval.id, draft, approval.version)


def send(approval: Approval) -> Approval:
    """Put it in the queue."""
    return approvals.submit(approval.id, approval.version)


def granted(
    approval: Approval, units: dict[int, str] | None = None, judgement: str = "approved", **more: Any
) -> ApprovalAnswer:  # fmt: skip
    """An answer that judges every line; `units` by sequence make a line partly approved."""
    given = units or {}
    lines = tuple(
        AnswerLine(
            sequence=line.sequence,
            outcome="partial" if line.sequence in given else judgement,
            approved_quantity=Decimal(given[line.sequence]) if line.sequence in given else None,
            approved=line.net if judgement == "approved" else Decimal(0),
        )
        for line in approval.lines
    )
    values: dict[str, Any] = {
        "outcome": "judged",
        "judgement": "partial" if given else judgement,
        "reference": "PA-1",
        "valid_from": today(),
        "valid_to": today() + timedelta(days=11),
        "lines": lines,
    }
    return ApprovalAnswer(**{**values, **more})


def reply_to(approval: Approval, answer: object, **more: Any) -> Reply:
    """The answer as the exchange hands it up."""
    values: dict[str, Any] = {
        "kind": "approval",
        "message_id": None,
        "subject_kind": "approval",
        "subject_id": approval.id,
        "answer": answer,
        "received_at": now(),
        "inbound_id": approval.id,
    }
    return Reply(**{**values, **more})
