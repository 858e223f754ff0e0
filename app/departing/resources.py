"""FHIR resources out of the messages that were exchanged, one NDJSON file after the other. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

# A file is closed at this size, so that no more than one of each kind is in memory.
LONGEST = 256 * 1024
Exchanged = tuple[str, bytes]


class Collected:
    """Lines of each kind of resource, until a file of that kind is full."""

    def __init__(self) -> None:
        self._lines: dict[str, list[bytes]] = {}
        self._sizes: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def take(self, kind: str, line: bytes) -> Iterator[tuple[str, bytes]]:
        """Keep a line; gives the file that it filled."""
        self._lines.setdefault(kind, []).append(line)
        self._sizes[kind] = self._sizes.get(kind, 0) + len(line)
        if self._sizes[kind] >= LONGEST:
            yield self._closed(kind)

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """The files that were not filled."""
        for kind in sorted(self._lines):
            yield self._closed(kind)

    def _closed(self, kind: str) -> tuple[str, bytes]:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        self._sizes.pop(kind)
        body = b"".join(self._lines.pop(kind))
        return f"fhir/{kind}-{self._numbers[kind]:05}.ndjson", body


def ndjson(exchanged: Iterable[Exchanged]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file; every resource names the message it came with in `meta.source`."""
    kept = Collected()
    for path, body in exchanged:
        for resource in resources(body):
            resource["meta"] = {**(resource.get("meta") or {}), "source": path}
            line = json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            yield from kept.take(resource["resourceType"], line)
    yield from kept.rest()


def resources(body: bytes) -> list[dict[str, Any]]:
    """The resources of a bundle, or the one resource; nothing where the bytes are no FHIR."""
    try:
        found = json.loads(body)
    except ValueError:
        return []
    if not isinstance(found, dict) or "resourceType" not in found:
        return []
    if found["resourceType"] != "Bundle":
        return [found]
    entries = [one.get("resource") for one in found.get("entry") or [] if isinstance(one, dict)]
    return [one for one in entries if isinstance(one, dict) and _is_kind(one.get("resourceType"))]


def _is_kind(name: object) -> bool:
    """A kind becomes the name of a file: what a payer sent there may be anything."""
    return isinstance(name, str) and name.isascii() and name.isalpha() and len(name) <= 40
