"""JSON with exact numbers, one way to write a message down, and what makes it known again."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, NoReturn

DEEPEST = 60


class Unreadable(Exception):
    """The bytes are no JSON object we are willing to read."""


def dumps(value: Any) -> bytes:
    """The value as compact JSON with sorted keys; a Decimal stands as it is, 12.500 as 12.500."""
    return _written(value).encode()


def _written(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{_written(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a number of a message must be finite")
        return str(value) if "E" in str(value) else format(value, "f")
    if isinstance(value, float):
        raise TypeError("a message holds Decimals, never floats")
    return json.dumps(value, ensure_ascii=False)


def legible(body: bytes) -> str:
    """The JSON laid out in lines, its numbers untouched; other bytes as text, as far as they are text."""
    try:
        return _laid_out(loads(body), "")
    except (Unreadable, ValueError):
        return body.decode("utf-8", "replace")


def _laid_out(value: Any, margin: str) -> str:
    deeper = margin + "  "
    if isinstance(value, dict) and value:
        parts = [
            f"{deeper}{json.dumps(key)}: {_laid_out(item, deeper)}" for key, item in value.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        parts = [f"{deeper}{_laid_out(item, deeper)}" for item in value]
        return "[\n" + ",\n".join(parts) + f"\n{margin}]"
    return _written(value)


def loads(body: bytes) -> dict[str, Any]:
    """The JSON object in these bytes, numbers as Decimal or int; raises Unreadable."""
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    if _depth(value) > DEEPEST:
        raise Unreadable("too deep")
    return value


def fingerprint(body: bytes) -> str:
    """SHA-256 of what was said, however it was spaced; of the bytes where they cannot be read."""
    try:
        return hashlib.sha256(dumps(loads(body))).hexdigest()
    except (Unreadable, RecursionError, ValueError):
        return hashlib.sha256(body).hexdigest()


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _depth(value: Any) -> int:
    """How deep objects and lists nest; walked without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        deepest = max(deepest, depth)
        if depth > DEEPEST:
            return depth
        if isinstance(item, dict):
            waiting += [(inner, depth + 1) for inner in item.values()]
        elif isinstance(item, list):
            waiting += [(inner, depth + 1) for inner in item]
    return deepest
