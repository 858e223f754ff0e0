"""What prescriptions add to a patient's page and to a visit's claim."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from app.claims.models import Claim
from app.kernel import pagewords
from app.kernel.authz import can
from app.kernel.verbs import Verb
from app.kernel.words import N_
from app.patients.timeline import Action, Happening
from app.prescribing import queries, wording

WRITE = Action(
    key="prescribe",
    label=lazy_gettext("Write a prescription"),
    endpoint="prescribing.new",
    permission="prescribing.write",
    icon="prescription",
)
FROM_VISIT = Verb(N_("Write a prescription"), "prescribing.new_for_visit", "prescribing.write", "prescription", posts=False)  # fmt: skip


def verbs(_claim: Claim) -> list[Verb]:
    """What the visit ends with."""
    return [FROM_VISIT]


def happenings(patient_ids: tuple[UUID, ...]) -> Iterator[Happening]:
    """A person's prescriptions, each when it was written."""
    if not can("prescribing.view"):
        return
    found = queries.of_person(patient_ids)
    for one, key in zip(found, queries.states(found), strict=True):
        state = wording.state(key)
        yield Happening(
            at=one.written_at,
            title=Markup("{} {}").format(_("Prescription"), pagewords.code(one.number)),
            detail=state["label"],
            tone=state["tone"],
            url=url_for("prescribing.show", prescription_id=one.id),
        )
