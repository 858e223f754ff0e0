"""Reading single elements out of resources that may have any shape."""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

MUSCAT = timezone(timedelta(hours=4))

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def dig(value: Any, *path: str | int) -> Any:
    """The element at path, or None where the shape differs."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """The string at path, or an empty one."""
    found = dig(value, *path)
    return found if isinstance(found, str) else ""


def items_at(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """The objects of the list at path; anything else is left out."""
    found = dig(value, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def number_at(value: Any, *path: str | int) -> Decimal | None:
    """The number at path."""
    found = dig(value, *path)
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        return None
    return Decimal(found)


def code_at(value: Any, *path: str | int) -> str:
    """The first coding's code of the concept at path."""
    return text_at(value, *path, "coding", 0, "code")


def day_at(value: Any, *path: str | int) -> date | None:
    """The calendar day at path (of a date, or of a date-time as it stands in Muscat)."""
    text = text_at(value, *path)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        moment = moment_of(text)
    except ValueError:
        return None
    return moment.astimezone(MUSCAT).date() if moment else None


def moment_of(text: str) -> datetime | None:
    """An aware moment, or None when text is not a full date-time with seconds and offset."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def extension_of(value: Any, name: str) -> dict[str, Any]:
    """The extension whose URL ends in name, or an empty object."""
    for extension in items_at(value, "extension"):
        if text_at(extension, "url").rsplit("/", 1)[-1].split("|")[0] == name:
            return extension
    return {}
