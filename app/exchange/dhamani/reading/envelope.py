"""The Bundle around an answer: who it answers, what it is about, what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.exchange.dhamani.profile import Profile
from app.exchange.dhamani.reading.elements import Resource, Strange, at, objects, one_of, text

RESPONSE_CODES = ("", "ok", "transient-error", "fatal-error")


@dataclass(frozen=True)
class Letter:
    """A message of theirs, opened: header, focal resource, and every resource by its address."""

    profile: Profile
    event: str
    meaning: str
    header_id: str
    response_to: str
    response_code: str
    receiver: str
    focal: Resource
    resources: dict[str, Resource]

    def resolve(self, reference: Any) -> Resource:
        """The resource a reference leads to inside this bundle, or an empty one."""
        wanted = text(reference, "reference").lower()
        if not wanted:
            return {}
        if wanted in self.resources:
            return self.resources[wanted]
        tail = "/".join(wanted.split("/")[-2:])
        ends = (found for url, found in self.resources.items() if url.endswith(f"/{tail}"))
        return next(ends, {})

    def extension_url(self, name: str) -> str:
        """The full address of one of the exchange's extensions."""
        return f"{self.profile.names.profile_base}{self.profile.extensions[name]}"


def open_letter(profile: Profile, bundle: Resource) -> Letter:
    """The opened message; raises Strange when it is none."""
    if text(bundle, "resourceType") != "Bundle" or text(bundle, "type") != "message":
        raise Strange("no message Bundle")
    entries = objects(bundle, "entry")
    header = at(entries, 0, "resource")
    if text(header, "resourceType") != "MessageHeader":
        raise Strange("no MessageHeader")
    event = text(header, "eventCoding", "code")
    if event not in profile.events:
        raise Strange(f"event {event[:40]!r}")
    if not text(header, "id"):
        raise Strange("MessageHeader without id")
    resources = {
        text(entry, "fullUrl").lower(): entry["resource"]
        for entry in entries[1:]
        if isinstance(entry.get("resource"), dict)
    }
    letter = Letter(
        profile=profile,
        event=event,
        meaning=profile.events[event],
        header_id=text(header, "id"),
        response_to=text(header, "response", "identifier"),
        response_code=one_of(text(header, "response", "code"), RESPONSE_CODES, "response.code"),
        receiver=text(at(header, "destination", 0), "receiver", "identifier", "value"),
        focal={},
        resources=resources,
    )
    focal = letter.resolve(at(header, "focus", 0)) or at(entries, 1, "resource") or {}
    return Letter(**{**letter.__dict__, "focal": focal})
