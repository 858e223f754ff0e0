"""Asking a payer for more of what it has judged: a new request that points at its reference."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.approvals import sealed, sentences
from app.approvals.errors import NothingToExtend
from app.approvals.history import tell
from app.approvals.models import Approval, ApprovalDiagnosis, ApprovalLine, ApprovalSentenceUse
from app.approvals.states import APPROVAL, CANCELLED, JUDGED, REJECTED
from app.kernel.clock import now, today
from app.kernel.db import db
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number

_KEPT = ("kind", "priority", "patient_id", "policy_id", "payer_id", "practitioner_id", "facility_id")  # fmt: skip
_LINE = (
    "sequence", "service_id", "local_code", "name_en", "name_ar", "category", "code_system", "code",
    "units", "unit_price", "tax", "net", "site", "days_supply",
)  # fmt: skip


def extend(approval_id: UUID) -> Approval:
    """A draft that restates all services of a judged approval and follows it.

    Raises NothingToExtend while it is not judged or a follower is under way, NotFound.
    """
    earlier = find(Approval, approval_id, for_update=True)
    if earlier.status not in JUDGED or follower(earlier.id) is not None:
        raise NothingToExtend
    year, day = now().year, today()
    length = earlier.service_to - earlier.service_from
    approval = Approval(
        number=f"A-{year}-{next_number(f'approval-{year}'):06}",
        extends_id=earlier.id,
        service_from=day,
        service_to=day + length,
        status=APPROVAL.initial,
        net=earlier.net,
        created_at=now(),
        created_by=actor_id(),
        **{name: getattr(earlier, name) for name in _KEPT},
    )
    db.session.add(approval)
    db.session.flush()
    _copy(earlier, approval)
    tell(approval, "started", extends=earlier.number)
    tell(earlier, "extension_begun", number=approval.number)
    return approval


def _copy(earlier: Approval, approval: Approval) -> None:
    for column in ("justification_sealed", "prescription_sealed"):
        sealed.keep(approval, column, sealed.words(earlier, column))
    for one in earlier.diagnoses:
        approval.diagnoses.append(
            ApprovalDiagnosis(
                sequence=one.sequence, system=one.system, code=one.code, display=one.display
            )
        )
    for line in earlier.lines:
        approval.lines.append(ApprovalLine(**{name: getattr(line, name) for name in _LINE}))
    for sentence in sentences.used_in(earlier.id):
        db.session.add(ApprovalSentenceUse(approval_id=approval.id, sentence_id=sentence.id))
    db.session.flush()


def follower(approval_id: UUID) -> Approval | None:
    """The living request that follows this one: a draft, on its way, or judged; the newest."""
    query = (
        select(Approval)
        .where(Approval.extends_id == approval_id, Approval.status.not_in((CANCELLED, REJECTED)))
        .order_by(Approval.created_at.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()
