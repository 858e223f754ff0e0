"""The list of tasks: which is done, begun, to do, or cannot be begun yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.kernel.words import N_
from app.tenants.rules import PAPERS

COMPLETED, IN_PROGRESS, NOT_STARTED = "completed", "in_progress", "not_started"
CANNOT_START, WAITING = "cannot_start", "waiting"
WORDS = {
    COMPLETED: (N_("Completed"), "success"),
    IN_PROGRESS: (N_("In progress"), "info"),
    NOT_STARTED: (N_("Not yet started"), "neutral"),
    CANNOT_START: (N_("Cannot start yet"), "neutral"),
    WAITING: (N_("Waiting for FSA"), "waiting"),
}
CIVIL_ID, REGISTRATION, LICENCE = "civil_id", "commercial_registration", "moh_licence"
SHEET, WHITELISTING, SUBMIT = "data_sheet", "whitelisting_form", "submit"
LABELS = {
    CIVIL_ID: PAPERS[CIVIL_ID],
    REGISTRATION: PAPERS[REGISTRATION],
    LICENCE: PAPERS[LICENCE],
    SHEET: N_("Data Collection Sheet"),
    WHITELISTING: PAPERS[WHITELISTING],
    SUBMIT: N_("Send to FSA"),
}
# The form is prefilled from these, and stamped after them.
BEFORE_THE_FORM = (CIVIL_ID, REGISTRATION, SHEET)
# Whose last day matters.
EXPIRES = frozenset({CIVIL_ID, REGISTRATION, LICENCE})


@dataclass(frozen=True)
class PaperFacts:
    """What is there of one paper."""

    has_file: bool = False
    has_number: bool = False
    expires_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is there of an application."""

    papers: Mapping[str, PaperFacts] = field(default_factory=dict)
    sheet_read: bool = False
    sheet_problems: int = 0
    submitted: bool = False


def statuses(facts: Facts, today: date) -> dict[str, str]:
    """The status of every task, in the order of the list."""
    found = {kind: paper(kind, facts.papers.get(kind), today) for kind in (CIVIL_ID, REGISTRATION, LICENCE)}  # fmt: skip
    found[SHEET] = _sheet(facts)
    ready = all(found[kind] == COMPLETED for kind in BEFORE_THE_FORM)
    form = paper(WHITELISTING, facts.papers.get(WHITELISTING), today)
    found[WHITELISTING] = form if ready or form == COMPLETED else CANNOT_START
    whole = all(status == COMPLETED for status in found.values())
    found[SUBMIT] = WAITING if facts.submitted else NOT_STARTED if whole else CANNOT_START
    return found


def paper(kind: str, facts: PaperFacts | None, today: date) -> str:
    """The status of one paper; one that has expired is not finished, however whole it is."""
    if facts is None:
        return NOT_STARTED
    if kind not in EXPIRES:
        return COMPLETED if facts.has_file else IN_PROGRESS
    whole = facts.has_file and facts.has_number and facts.expires_on is not None
    return COMPLETED if whole and not has_expired(facts.expires_on, today) else IN_PROGRESS


def has_expired(expires_on: date | None, today: date) -> bool:
    """Whether the last day, which is still good, has passed."""
    return expires_on is not None and expires_on < today


def _sheet(facts: Facts) -> str:
    if not facts.sheet_read:
        return NOT_STARTED
    return IN_PROGRESS if facts.sheet_problems else COMPLETED
