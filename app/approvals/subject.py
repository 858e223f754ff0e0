"""An approval as others show it: what papers, questions and leases hang on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from app.approvals import queries
from app.kernel import pagewords
from app.kernel.subjects import Subject, SubjectKind


def subject(approval_id: UUID) -> Subject:
    """The approval; raises NotFound."""
    approval = queries.approval(approval_id)
    return Subject(
        kind="approval",
        id=approval.id,
        patient_id=approval.patient_id,
        name=lambda: Markup("{} {}").format(_("Approval"), pagewords.code(approval.number)),
        endpoint="approvals.show",
        argument="approval_id",
    )


KIND = SubjectKind(see="approvals.view", change="approvals.write", load=subject)
