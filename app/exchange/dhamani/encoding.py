"""JSON with exact numbers, one way to write a message down, and what makes it known again."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from decimal import Decimal
from typing import Any, NoReturn

DEEPEST = 60
# The quick encoder of the standard library knows no Decimals: they pass through it as text under a
# mark that nobody outside this process can know, and lose mark and quotes afterwards.
_MARK = secrets.token_hex(12)
_MARKED = re.compile(f'"{_MARK}:([^"]+)"')


class Unreadable(Exception):
    """The bytes are no JSON object we are willing to read."""


def dumps(value: Any) -> bytes:
    """The value as compact JSON with sorted keys; a Decimal stands as it is, 12.500 as 12.500."""
    _refuse_floats(value)
    return _MARKED.sub(r"\1", _encode(value)).encode()


def _marked(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"a message holds no {type(value).__name__}")
    return f"{_MARK}:{_number(value)}"


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_marked
).encode


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("a number of a message must be finite")
    return str(value) if "E" in str(value) else format(value, "f")


def _refuse_floats(value: Any) -> None:
    """The encoder would write them; they are not exact."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)
        elif isinstance(item, float):
            raise TypeError("a message holds Decimals, never floats")


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
    return _number(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


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
