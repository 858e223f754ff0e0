"""What is missing before going live, in words, each with the page where it is put right."""

from __future__ import annotations

from dataclasses import dataclass

from app.going_live.rules import (
    GAPS,
    LICENCE_OVER,
    LINES,
    NO_CONTRACT,
    NO_LICENCE,
    NO_LINE,
    NO_PLAN,
    NO_PRACTITIONER,
    NO_PRICES,
)

PAGES = {
    **{f"rehearsal_{line}": "practice.index" for line in LINES},
    NO_LICENCE: "tenants.index",
    LICENCE_OVER: "tenants.index",
    NO_PRACTITIONER: "practitioners.index",
    NO_CONTRACT: "contracts.index",
    NO_PRICES: "contracts.index",
    NO_PLAN: "plans.index",
    # Nothing that a tenant could do.
    NO_LINE: "",
}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: two msgids, the page where it is mended, and whether asking waits for it."""

    words: str
    about: str
    endpoint: str
    waits: bool


def worded(missing: list[str]) -> list[Gap]:
    """The gaps of a list of names."""
    return [
        Gap(
            GAPS[name],
            LINES.get(name.removeprefix("rehearsal_"), ""),
            PAGES[name],
            not (name.startswith("rehearsal_") or name == NO_LINE),
        )
        for name in missing
    ]
