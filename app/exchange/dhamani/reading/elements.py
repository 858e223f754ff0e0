"""Looking into resources that may have any shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from app.exchange.messages import Refusal
from app.kernel.money import round_baisa

Resource = dict[str, Any]

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


class Strange(Exception):
    """A message that is no message, or whose deciding codes mean nothing to us; says which."""


def at(value: Any, *path: str | int) -> Any:
    """The element at the path, or None where the shape differs."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(value: Any, *path: str | int) -> str:
    """The text at the path, else an empty one."""
    found = at(value, *path)
    return found.strip() if isinstance(found, str) else ""


def objects(value: Any, *path: str | int) -> list[Resource]:
    """The objects of the list at the path."""
    found = at(value, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def code(value: Any, *path: str | int) -> str:
    """The first code of the concept at the path."""
    return text(value, *path, "coding", 0, "code")


def number(value: Any, *path: str | int) -> Decimal | None:
    """The number at the path."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
        return None
    return Decimal(found)


def amount(value: Any, *path: str | int) -> Decimal | None:
    """The rials at the path of a Money; raises Strange for another currency."""
    found = number(value, *path, "value")
    if found is None:
        return None
    currency = text(value, *path, "currency")
    if currency not in ("", "OMR"):
        raise Strange(f"currency {currency[:8]}")
    return round_baisa(found)


def day(value: Any, *path: str | int) -> date | None:
    """The day at the path; of a moment, its first ten characters' day."""
    try:
        return date.fromisoformat(text(value, *path)[:10])
    except ValueError:
        return None


def extension(value: Any, url: str) -> Resource:
    """The extension with this address (its version and the host's case do not matter)."""
    wanted = url.lower()
    for found in objects(value, "extension"):
        if text(found, "url").split("|")[0].lower() == wanted:
            return found
    return {}


def one_of(found: str, allowed: Iterable[str], element: str) -> str:
    """The code, if it is one of those that mean something; else raises Strange."""
    if found not in allowed:
        raise Strange(f"{element} is {found[:40]!r}")
    return found


def concept_refusal(concept: Any, field: str = "") -> Refusal:
    """An error concept as a refusal: code, words in both languages, and what it points at."""
    coding = at(concept, "coding", 0)
    words, display = text(concept, "text"), text(coding, "display")
    pointed, _, rest = words.partition(": ")
    if not field and rest and " " not in pointed:
        field, words = pointed, rest
    return Refusal(
        code=text(coding, "code") or "unspecified",
        text=display or words,
        field=field,
        text_ar=arabic(coding),
    )


def arabic(coding: Any) -> str:
    """The Arabic translation of a coding's display, where one rides along."""
    for found in objects(coding, "_display", "extension"):
        if text(found, "url") != TRANSLATION:
            continue
        parts = {text(part, "url"): part for part in objects(found, "extension")}
        if text(parts.get("lang"), "valueCode").startswith("ar"):
            return text(parts.get("content"), "valueString")
    return ""


def errors(resource: Resource) -> tuple[Refusal, ...]:
    """The error entries of a response."""
    return tuple(
        concept_refusal(at(error, "code"), text(error, "expression", 0))
        for error in objects(resource, "error")
    )


def issues(outcome: Resource) -> tuple[Refusal, ...]:
    """The issues of an OperationOutcome."""
    found = []
    for issue in objects(outcome, "issue"):
        refusal = concept_refusal(at(issue, "details"), text(issue, "expression", 0))
        if refusal.code == "unspecified":
            words = refusal.text or text(issue, "diagnostics")
            refusal = Refusal(
                code=text(issue, "code") or "unspecified", text=words, field=refusal.field
            )
        found.append(refusal)
    return tuple(found)
