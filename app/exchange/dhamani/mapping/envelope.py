"""The Bundle around everything: its header, its stamp, its ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from app.exchange.dhamani import encoding
from app.exchange.dhamani.mapping.wire import Resource, Wire, instant, reference
from app.exchange.gateway import Envelope
from app.exchange.messages import Party


@dataclass
class Letter:
    """A message in the making: the focal resource first, then what it refers to, by address."""

    wire: Wire
    event: str
    sender: Party
    receiver: Party
    focal_url: str
    focal_identifier: str
    resources: dict[str, Resource] = field(default_factory=dict)

    def enclose(self, url: str, resource: Resource) -> Resource:
        """Put a resource into the bundle; a reference to it."""
        self.resources[url] = resource
        return reference(url)


def seal(letter: Letter, at: datetime) -> Envelope:
    """The letter as bytes, under new ids."""
    bundle_id, header_id = str(uuid4()), str(uuid4())
    header_url = f"urn:uuid:{header_id}"
    entries = [{"fullUrl": header_url, "resource": _header(letter, header_id)}]
    focal = letter.resources[letter.focal_url]
    entries.append({"fullUrl": letter.focal_url, "resource": focal})
    entries += [
        {"fullUrl": url, "resource": resource}
        for url, resource in letter.resources.items()
        if url != letter.focal_url
    ]
    bundle = {
        "resourceType": "Bundle",
        "id": bundle_id,
        "meta": letter.wire.meta("Bundle"),
        "type": "message",
        "timestamp": instant(at),
        "entry": entries,
    }
    return Envelope(
        body=encoding.dumps(bundle),
        bundle_id=bundle_id,
        header_id=header_id,
        focal_identifier=letter.focal_identifier,
    )


def stamp_anew(body: bytes, at: datetime) -> bytes:
    """The same message with a new stamp; only for one that certainly never left."""
    bundle = encoding.loads(body)
    bundle["timestamp"] = instant(at)
    return encoding.dumps(bundle)


def _header(letter: Letter, header_id: str) -> Resource:
    wire, names = letter.wire, letter.wire.profile.names
    return {
        "resourceType": "MessageHeader",
        "id": header_id,
        "meta": wire.meta("MessageHeader"),
        "eventCoding": {
            "system": f"{names.terminology_base}om-message-events",
            "code": letter.event,
        },
        "destination": [
            {
                "endpoint": f"{wire.host(letter.receiver.licence)}/$process-message",
                "receiver": {
                    "type": "Organization",
                    "identifier": wire.payer(letter.receiver.licence),
                    "display": letter.receiver.name,
                },
            }
        ],
        "sender": {
            "type": "Organization",
            "identifier": wire.provider(letter.sender.licence),
        },
        "source": {"endpoint": wire.host(letter.sender.licence)},
        "focus": [reference(letter.focal_url)],
    }
