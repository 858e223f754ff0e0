"""A communication as others show it: what its files hang on."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _

from app.conversations import queries
from app.conversations.history import SUBJECT
from app.kernel import subjects
from app.kernel.subjects import Subject, SubjectKind


def subject(communication_id: UUID) -> Subject:
    """The communication, belonging to the patient of what it is about; raises NotFound."""
    one = queries.communication(communication_id)
    return Subject(
        kind=SUBJECT,
        id=one.id,
        patient_id=subjects.subject(one.subject_kind, one.subject_id).patient_id,
        name=lambda: _("Message"),
        endpoint="conversations.show",
        argument="communication_id",
    )


# What travels is chosen where words are written, so nobody adds a file to words already said.
KIND = SubjectKind(see="conversations.view", change="", load=subject)
