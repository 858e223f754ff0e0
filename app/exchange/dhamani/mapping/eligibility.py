"""CoverageEligibilityRequest: is this person covered on this day?"""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping import parties
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.wire import Wire, day, hl7, instant, plain_id
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import EligibilityQuestion

KIND = "CoverageEligibilityRequest"


def compose(profile: Profile, asked: EligibilityQuestion, at: datetime) -> Letter:
    """The question; payer and identity document suffice, no member number is needed."""
    wire = Wire(profile, asked.provider.licence)
    url = wire.url(KIND, asked.identifier)
    letter = Letter(
        wire, profile.event("eligibility question"), asked.provider, asked.payer, url,
        asked.identifier,
    )  # fmt: skip
    patient_id = plain_id(asked.patient.reference)
    letter.enclose(url, {})
    provider = letter.enclose(
        wire.url("Organization", "provider"), parties.provider_organisation(wire, asked.provider)
    )
    insurer = letter.enclose(
        wire.url("Organization", "insurer"), parties.insurer_organisation(wire, asked.payer)
    )
    person = letter.enclose(
        wire.url("Patient", patient_id), parties.patient(wire, asked.patient, patient_id)
    )
    letter.resources[url] = {
        "resourceType": KIND,
        "id": plain_id(asked.identifier),
        "meta": wire.meta(KIND),
        "identifier": [{"system": wire.own_system(KIND), "value": asked.identifier}],
        "status": "active",
        "priority": hl7("processpriority", "stat"),
        "purpose": ["discovery"],
        "patient": person,
        "servicedDate": day(asked.service_date),
        "created": instant(at),
        "provider": provider,
        "insurer": insurer,
    }
    return letter
