"""JSON with exact decimals: money is read as Decimal and written with the digits it has."""

import json
from decimal import Decimal
from typing import Any, NoReturn


class Unreadable(Exception):
    """The bytes are not one JSON object."""


def loads(raw: bytes) -> dict[str, Any]:
    """The JSON object in raw; refuses repeated keys, NaN, Infinity and anything but an object."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_repeats,
        )
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(value, dict):
        raise Unreadable("the top of the message is not an object")
    return value


def dumps(value: Any) -> bytes:
    """UTF-8 JSON of dicts, lists, strings, integers, Decimals, booleans and None."""
    return _write(value).encode("utf-8")


def _write(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(k))}:{_write(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_write(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, str | bool | int):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"{type(value).__name__} has no place in a message")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("an object names the same element twice")
    return read
