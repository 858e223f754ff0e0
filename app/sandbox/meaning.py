"""What a focal resource means, apart from technical ids and times, as one hash."""

import hashlib
from decimal import Decimal
from typing import Any

from app.sandbox import encoding
from app.sandbox.fields import items_at, text_at
from app.sandbox.parsing import Message

_TECHNICAL = {"id", "meta", "text", "created", "fullUrl"}


def meaning_of(message: Message) -> str:
    """A SHA-256 that two messages share when their focal resources say the same."""
    said = {"event": message.event, "to": message.receiver, "focal": _plain(message.focal, message)}
    return hashlib.sha256(encoding.dumps(said)).hexdigest()


def _plain(value: Any, message: Message) -> Any:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            return _target(message.resolve(value["reference"]))
        return {k: _plain(value[k], message) for k in sorted(value) if k not in _TECHNICAL}
    if isinstance(value, list):
        return [_plain(item, message) for item in value]
    if isinstance(value, Decimal):
        return value.normalize()
    return value


def _target(resource: dict[str, Any]) -> str:
    """A referred resource by its identifiers, or by its kind where it has none."""
    names = [
        f"{text_at(i, 'system')}|{text_at(i, 'value')}" for i in items_at(resource, "identifier")
    ]
    return " ".join([text_at(resource, "resourceType"), *sorted(names)])
