"""What a reviewer should look at first: pure, over facts that were looked up before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.kernel.words import N_
from app.onboarding.integration import PERSON
from app.onboarding.tasks import LABELS, has_expired

SOON_DAYS = 30
MANY_BRANCHES = 10

TEN_BRANCHES = N_("Ten branches")
BY_A_PERSON = N_("How it connects is for a person to decide")
LOOKS_ALIKE = N_("The domain looks like free mail")
EXPIRED = N_("Expired")
SOON = N_("Expires soon")
SAME_REGISTRATION = N_("Another establishment has this Commercial Registration")
SAME_LICENCE = N_("Another establishment has this MOH licence")
OTHER_BRANCHES = N_("The sheet names another number of branches than the answers")
OTHER_REGISTRATION = N_("The sheet names another Commercial Registration than the paper")
OTHER_LICENCE = N_("The sheet names another MOH licence than the paper")
NO_LIST = N_("The FSA's list of practitioners is not attached")
SHEET_INCOMPLETE = N_("The Data Collection Sheet is incomplete")
LATE = N_("More than ten working days old")


@dataclass(frozen=True)
class Facts:
    """What is known of an application when it is judged."""

    branches: int | None = None
    outcome: str | None = None
    looks_like: str = ""
    last_days: Mapping[str, date | None] = field(default_factory=dict)
    same_registration: bool = False
    same_licence: bool = False
    sheet_complete: bool = True
    other_branches: bool = False
    other_registration: bool = False
    other_licence: bool = False
    lacks_list: bool = False
    working_days: int | None = None


@dataclass(frozen=True)
class Flag:
    """A sentence (English msgid), how grave it is, and what it is about: a paper's label or a domain."""

    words: str
    tone: str = "warning"
    about: str = ""


def flags(facts: Facts, today: date, longest: int) -> list[Flag]:
    """Everything worth a look, the gravest first; `longest`: working days within which an answer is promised."""
    found = [Flag(words, "danger") for words, holds in (
        (SAME_REGISTRATION, facts.same_registration), (SAME_LICENCE, facts.same_licence),
        (OTHER_REGISTRATION, facts.other_registration), (OTHER_LICENCE, facts.other_licence),
        (OTHER_BRANCHES, facts.other_branches),
        (LATE, facts.working_days is not None and facts.working_days > longest),
    ) if holds]  # fmt: skip
    found += [
        flag for kind, day in facts.last_days.items() if (flag := _of_paper(kind, day, today))
    ]
    if facts.looks_like:
        found.append(Flag(LOOKS_ALIKE, about=facts.looks_like))
    if facts.branches == MANY_BRANCHES:
        found.append(Flag(TEN_BRANCHES))
    if facts.outcome == PERSON:
        found.append(Flag(BY_A_PERSON))
    if not facts.sheet_complete:
        found.append(Flag(SHEET_INCOMPLETE))
    if facts.lacks_list:
        found.append(Flag(NO_LIST))
    return sorted(found, key=lambda flag: flag.tone != "danger")


def _of_paper(kind: str, last_day: date | None, today: date) -> Flag | None:
    if last_day is None:
        return None
    if has_expired(last_day, today):
        return Flag(EXPIRED, "danger", LABELS[kind])
    return Flag(SOON, about=LABELS[kind]) if (last_day - today).days <= SOON_DAYS else None
