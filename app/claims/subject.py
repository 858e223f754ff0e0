"""A claim as others show it: what papers, questions and leases hang on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from app.claims import queries
from app.kernel import pagewords
from app.kernel.subjects import Subject, SubjectKind


def subject(claim_id: UUID) -> Subject:
    """The claim; raises NotFound."""
    claim = queries.claim(claim_id)
    return Subject(
        kind="claim",
        id=claim.id,
        patient_id=claim.patient_id,
        name=lambda: Markup("{} {}").format(_("Claim"), pagewords.code(claim.number)),
        endpoint="claims.show",
        argument="claim_id",
    )


KIND = SubjectKind(see="claims.view", change="claims.write", load=subject)
