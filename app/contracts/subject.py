"""A contract as others show it: what papers hang on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from app.contracts import queries
from app.kernel import pagewords
from app.kernel.subjects import Subject, SubjectKind

NAME = "contract"


def subject(contract_id: UUID) -> Subject:
    """The contract; raises NotFound."""
    contract = queries.contract(contract_id)
    return Subject(
        kind=NAME,
        id=contract.id,
        patient_id=None,
        name=lambda: Markup("{} {}").format(_("Contract"), pagewords.code(contract.number)),
        endpoint="contracts.show",
        argument="contract_id",
    )


KIND = SubjectKind(see="contracts.view", change="contracts.write", load=subject)
