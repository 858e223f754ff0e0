"""From bytes to a message: what cannot be read as one is refused before anything else looks at it."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox import encoding, vocabulary
from app.sandbox.fields import dig, items_at, moment_of, text_at


class Malformed(Exception):
    """Not a message: carries a refusal code and the element it concerns."""

    def __init__(self, code: str, element: str) -> None:
        super().__init__(code, element)
        self.code = code
        self.element = element


@dataclass(frozen=True)
class Message:
    """One message Bundle: its bytes, its names, and its resources by lower-cased fullUrl."""

    raw: bytes
    sha256: str
    bundle_id: str
    header_id: str
    event: str
    sender: str
    receiver: str
    sent_at: datetime
    header: dict[str, Any]
    focal_url: str
    focal: dict[str, Any]
    resources: dict[str, dict[str, Any]]
    # Beside the bundle, and only where somebody practises: which of the sender's rehearsals it belongs to.
    rehearsal: str = ""

    def resolve(self, reference: str) -> dict[str, Any]:
        """The resource a reference means inside this bundle, or an empty object."""
        wanted = reference.lower()
        found = self.resources.get(wanted)
        if found is None and "://" not in wanted:
            found = next(
                (r for url, r in self.resources.items() if url.endswith("/" + wanted)), None
            )
        return found or {}

    def of_type(self, name: str) -> list[dict[str, Any]]:
        return [r for r in self.resources.values() if r.get("resourceType") == name]

    @property
    def focal_identifier(self) -> tuple[str, str]:
        """(system, value) of the focal resource; empty strings where it has none."""
        found = dig(self.focal, "identifier", 0) or dig(self.focal, "identifier")
        return text_at(found, "system"), text_at(found, "value")


def parse(raw: bytes) -> Message:
    """The message in raw; raises Malformed when it is not a message Bundle with a usable header."""
    try:
        bundle = encoding.loads(raw)
    except encoding.Unreadable as error:
        raise Malformed("SBX-001", "Bundle") from error
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "message":
        raise Malformed("SBX-002", "Bundle.type")
    resources = _resources(bundle)
    header = dig(bundle, "entry", 0, "resource")
    if text_at(header, "resourceType") != "MessageHeader":
        raise Malformed("SBX-005", "Bundle.entry[0]")
    event = _event(header)
    focal_url = _needed(header, "MessageHeader.focus.reference", "focus", 0, "reference")
    focal = resources.get(focal_url.lower(), {})
    if focal.get("resourceType") != vocabulary.FOCAL_TYPE[event]:
        raise Malformed("SBX-008", "MessageHeader.focus")
    sent_at = moment_of(text_at(bundle, "timestamp"))
    if sent_at is None:
        raise Malformed("SBX-006", "Bundle.timestamp")
    sender, receiver = _parties(header)
    return Message(
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        bundle_id=_guid(bundle, "Bundle.id"),
        header_id=_guid(header, "MessageHeader.id"),
        event=event,
        sender=sender,
        receiver=receiver,
        sent_at=sent_at,
        header=header,
        focal_url=focal_url,
        focal=focal,
        resources=resources,
    )


def references_in(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every (element, literal reference) below value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "reference" and isinstance(inner, str):
                yield path, inner
            else:
                yield from references_in(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from references_in(inner, f"{path}[{index}]")


def _resources(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    entries = items_at(bundle, "entry")
    if not entries:
        raise Malformed("SBX-003", "Bundle.entry")
    for index, entry in enumerate(entries):
        url, resource = text_at(entry, "fullUrl").lower(), entry.get("resource")
        if not url or not isinstance(resource, dict) or not text_at(resource, "resourceType"):
            raise Malformed("SBX-003", f"Bundle.entry[{index}]")
        if url in found:
            raise Malformed("SBX-004", f"Bundle.entry[{index}].fullUrl")
        found[url] = resource
    return found


def _event(header: Any) -> str:
    if text_at(header, "eventCoding", "system") != vocabulary.EVENTS:
        raise Malformed("SBX-007", "MessageHeader.eventCoding")
    event = text_at(header, "eventCoding", "code")
    if event not in vocabulary.ANSWER_TO:
        raise Malformed("SBX-007", "MessageHeader.eventCoding")
    return event


def _parties(header: Any) -> tuple[str, str]:
    _needed(header, "MessageHeader.source.endpoint", "source", "endpoint")
    _needed(header, "MessageHeader.destination.endpoint", "destination", 0, "endpoint")
    if text_at(header, "sender", "identifier", "system") != vocabulary.PROVIDER_LICENCE:
        raise Malformed("SBX-005", "MessageHeader.sender.identifier.system")
    sender = _needed(
        header, "MessageHeader.sender.identifier.value", "sender", "identifier", "value"
    )
    receiver = _needed(
        header,
        "MessageHeader.destination.receiver",
        "destination",
        0,
        "receiver",
        "identifier",
        "value",
    )
    return sender, receiver


def _needed(header: Any, element: str, *path: str | int) -> str:
    found = text_at(header, *path)
    if not found:
        raise Malformed("SBX-005", element)
    return found


def _guid(resource: Any, element: str) -> str:
    text = text_at(resource, "id")
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise Malformed("SBX-009", element) from error
