"""Disputes in the words of the page's language: states, windows, the chain, and whether one is worth it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.access.timeline import Step, Told
from app.claims import story
from app.claims.models import Claim
from app.claims.values import COMPLAINT, CORRECTION
from app.claims.windows import Window
from app.claims.wording import adjudication_tag, status_tag
from app.disputes.queries import Attempt, Chain
from app.disputes.rules import FEWEST, LineWorth, Worth
from app.disputes.states import DECIDED, EVENT_WORDS, STATUSES
from app.kernel import pagewords
from app.kernel.clock import today
from app.kernel.tags import Tag, tag_of
from app.kernel.words import N_

KINDS = {CORRECTION: N_("Correction"), COMPLAINT: N_("Complaint")}
HASTE = 7
EVENT_TONES = {
    "submitted": "info",
    "acknowledged": "waiting",
    "turned_back": "returned",
    "won": "success",
    "partly_won": "warning",
    "lost": "danger",
}


def tag(status: str) -> Tag:
    """Where a dispute stands, with what happens next."""
    return tag_of(STATUSES[status])


def window_words(window: Window) -> tuple[Markup, str]:
    """How long a window is still open, and its tone."""
    left = window.left(today())
    if left is None or window.until is None:
        return Markup("{}").format(_("The contract names no window for this.")), "neutral"
    day = pagewords.day(window.until)
    if left < 0:
        over = ngettext("It ended %(num)d day ago", "It ended %(num)d days ago", -left)
        return Markup("{} · {}").format(over, day), "danger"
    if left == 0:
        return Markup("{} · {}").format(_("Today is the last day"), day), "warning"
    open_for = ngettext("%(num)d day left", "%(num)d days left", left)
    return Markup("{} · {}").format(open_for, day), "warning" if left <= HASTE else "info"


def chain_sentence(chain: Chain) -> Markup:
    """Which attempt this is and what the attempts brought: third attempt, recovered OMR 12.000 so far."""
    count = len(chain.attempts)
    words = ngettext("%(num)d attempt", "%(num)d attempts", count)
    money = pagewords.money(chain.recovered)
    return Markup("{} · {} {}").format(words, _("recovered so far:"), money)


def attempts(chain: Chain) -> list[dict[str, Any]]:
    """The rows of the chain."""
    return [_attempt(one) for one in chain.attempts]


def _attempt(one: Attempt) -> dict[str, Any]:
    state = tag(one.dispute.status) if one.dispute else (
        adjudication_tag(one.claim.adjudication) or status_tag(one.claim.status)
    )  # fmt: skip
    return {
        "place": one.place,
        "claim_id": one.claim.id,
        "number": one.claim.number,
        "kind": _(KINDS[one.dispute.kind]) if one.dispute else _("First claim"),
        "state": state,
        "sent_at": one.claim.submitted_at,
        "asked": one.claim.payer_share,
        "recovered": one.recovered,
        "dispute_id": one.dispute.id if one.dispute else None,
    }


@dataclass(frozen=True)
class LineShown:
    """A line at stake, ready to show."""

    sequence: int
    name: str
    reasons: tuple[Markup, ...]
    at_stake: Decimal
    history: Markup
    expected: Decimal | None


def worth_lines(claim: Claim, worth: Worth, payer_name: str) -> list[LineShown]:
    """The lines at stake with their reasons and what own history says of each."""
    known = {one.sequence: one for one in worth.lines}
    return [
        LineShown(
            sequence=one.line.sequence,
            name=one.name,
            reasons=one.reasons,
            at_stake=known[one.line.sequence].at_stake,
            history=_history(known[one.line.sequence], payer_name),
            expected=known[one.line.sequence].expected,
        )
        for one in story.lines(claim)
        if one.line.sequence in known
    ]


def _history(line: LineWorth, payer_name: str) -> Markup:
    record = line.record
    if record.rate is None:
        return Markup("{}").format(
            _("Not enough history: %(count)d decided, %(fewest)d needed.", count=record.decided, fewest=FEWEST)
        )  # fmt: skip
    words = _("%(won)d of %(decided)d won", won=record.won, decided=record.decided)
    whose = (
        pagewords.isolate(payer_name) if line.same_payer else Markup("{}").format(_("all insurers"))
    )
    return Markup("{} · {}").format(words, whose)


def told(steps: list[Step]) -> list[Told]:
    """The timeline, the newest first."""
    return [_told(step) for step in reversed(steps)]


def _told(step: Step) -> Told:
    detail = None
    if step.event in DECIDED and step.details.get("recovered"):
        amount = pagewords.money(Decimal(step.details["recovered"]))
        detail = Markup("{} {}").format(_("Recovered:"), amount)
    return step.told(_(EVENT_WORDS[step.event]), detail, EVENT_TONES.get(step.event, "neutral"))


def kind_words(kind: str) -> str:
    """What a kind of dispute is called."""
    return _(KINDS[kind])
