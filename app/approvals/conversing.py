"""In whose name one speaks with a payer about a request for approval, and what it still waits to hear."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.approvals.models import Approval
from app.approvals.states import CANCELLED
from app.conversations.models import Communication
from app.conversations.states import ASKED
from app.conversations.voices import About
from app.eligibility.parties import documented_identity
from app.exchange.messages import APPROVAL
from app.kernel.db import db
from app.patients.models import Patient
from app.tenants.scope import find


def about(approval_id: UUID) -> About:
    """The request as its payer knows it, under the number of its last sending; raises NotFound."""
    approval = find(Approval, approval_id)
    return About(
        identifier=f"{approval.number}-{approval.attempts}" if approval.attempts else "",
        payer_id=approval.payer_id,
        patient=lambda: documented_identity(find(Patient, approval.patient_id)),
        about_kind=APPROVAL,
        is_over=approval.status == CANCELLED,
    )


def asked_about(approval_ids: Collection[UUID]) -> set[UUID]:
    """Those of them about which the payer waits for a word of ours."""
    query = select(Communication.subject_id).where(
        Communication.subject_kind == APPROVAL,
        Communication.subject_id.in_(approval_ids),
        Communication.status == ASKED,
    )
    return {one for one in db.session.scalars(query) if one is not None}
