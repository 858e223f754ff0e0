"""Communication: words to a payer about a claim or an approval request."""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping import parties
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.supporting import attachment
from app.exchange.dhamani.mapping.wire import Wire, hl7, instant, plain_id, present
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import Communication

KIND = "Communication"


def compose(profile: Profile, said: Communication, at: datetime) -> Letter:
    """What we tell, in answer to a request or unasked."""
    wire = Wire(profile, said.provider.licence)
    url = wire.url(KIND, said.identifier)
    letter = Letter(
        wire, profile.event("communication question"), said.provider, said.payer, url,
        said.identifier,
    )  # fmt: skip
    identity = plain_id(said.patient.reference)
    letter.enclose(url, {})
    sender = letter.enclose(
        wire.url("Organization", "provider"), parties.provider_organisation(wire, said.provider)
    )
    recipient = letter.enclose(
        wire.url("Organization", "insurer"), parties.insurer_organisation(wire, said.payer)
    )
    person = letter.enclose(
        wire.url("Patient", identity), parties.patient(wire, said.patient, identity)
    )
    about = {"system": wire.number_system(said.about_kind), "value": said.about}
    letter.resources[url] = {
        "resourceType": KIND,
        "id": plain_id(said.identifier),
        "meta": wire.meta(KIND),
        "identifier": [{"system": wire.own_system(KIND), "value": said.identifier}],
        "status": "completed",
        "category": [hl7("communication-category", "instruction")],
        "priority": "routine",
        "subject": person,
        "about": [{"type": "Claim", "identifier": about}],
        "sent": instant(at),
        "recipient": [recipient],
        "sender": sender,
        "payload": [
            {"contentString": said.text},
            *({"contentAttachment": attachment(file, at)} for file in said.attachments),
        ],
        **present(basedOn=_request(wire, said)),
    }
    return letter


def _request(wire: Wire, said: Communication) -> list[dict[str, object]]:
    if not said.in_reply_to:
        return []
    system = f"{wire.host(said.payer.licence)}/communicationrequest"
    identifier = {"system": system, "value": said.in_reply_to}
    return [{"type": "CommunicationRequest", "identifier": identifier}]
