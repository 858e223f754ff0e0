"""What the pages of a clinic's prescriptions say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext

from app.audit.people import everybody
from app.kernel.pagewords import either
from app.prescribing.models import GUARDIAN, PATIENT, WrittenPrescription
from app.prescribing.states import STATUSES

CONSENTS = {PATIENT: lazy_gettext("The patient"), GUARDIAN: lazy_gettext("The patient's guardian")}


def state(key: str) -> dict[str, str]:
    """How it stands, as a tag with what happens next and what can be done."""
    one = STATUSES[key]
    return {
        "label": gettext(one.outer),
        "tone": one.tone,
        "next": gettext(one.happens_next),
        "can": gettext(one.you_can),
    }


def consent_to(found: WrittenPrescription) -> str | None:
    """Who asked the patient."""
    person: Any = next((one for one in everybody() if one.user_id == found.consent_to), None)
    return either(person.english, person.arabic) if person else None
