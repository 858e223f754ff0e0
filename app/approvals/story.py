"""One approval as its page tells it: what happened, what each line came to, what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.access.timeline import Step, Told
from app.approvals import extending, renewing, rules, sealed, wording
from app.approvals.models import Approval, ApprovalLine
from app.approvals.requirements import times_of
from app.approvals.states import (
    APPROVAL,
    DRAFT,
    EVENT_WORDS,
    HELD,
    JUDGED,
    PENDED,
    QUEUED,
    REFUSED,
    REJECTED,
    SENT,
    STATUSES,
)
from app.approvals.units import left_of, taken
from app.approvals.values import Clock
from app.kernel import pagewords, tags
from app.kernel.clock import now, today
from app.kernel.money import ZERO
from app.kernel.pagewords import name_of
from app.kernel.verbs import Verb
from app.kernel.words import N_

# What is told without moving a status.
TOLD = {
    "started": N_("Draft begun"),
    "cancel_asked": N_("Cancellation asked for"),
    "cancel_refused": N_("Cancellation refused"),
    "cancel_held": N_("The request to cancel has not left and waits for a person"),
    "cancel_withdrawn": N_("The request to cancel was called back"),
    "fate_unknown": N_("No receipt yet: we keep asking what became of it"),
    "earlier_sending_answered": N_("An answer to an earlier sending arrived; it changes nothing"),
    "answered_after_cancel": N_("An answer arrived after the cancellation; it changes nothing"),
    "answer_repeated": N_("The same answer arrived again"),
    "acknowledged_late": N_("The receipt arrived after the decision"),
    "status_asked": N_("Asked the insurer for the status"),
    "extension_begun": N_("A further request was begun"),
    "units_used": N_("Used by a claim"),
    "units_released": N_("Given back by a claim"),
    "noted": N_("Read by a person"),
}
TONES = {
    "submitted": "info", "dispatched": "waiting", "pended": "waiting", "approved": "success",
    "partly_approved": "warning", "refused": "danger", "refused_by_exchange": "returned", "held": "returned",
    "fate_unknown": "warning", "cancel_refused": "warning", "answered_after_cancel": "warning",
}  # fmt: skip
CANCEL_WORDS = {
    "wrong_information": N_("Something in the request is wrong"),
    "not_performed": N_("The service will not be given"),
    "already_submitted": N_("The same was asked already"),
}
UNDER_WAY = frozenset({QUEUED, SENT, PENDED})
OUTCOMES = {"approved": "approved", "partial": "partial", "denied": "refused", "pended": "pended"}


@dataclass(frozen=True)
class LineShown:
    """A line with what the insurer granted, and what claims have taken of it."""

    line: ApprovalLine
    name: str
    units: str
    granted: str | None
    used: Decimal
    left_words: Markup | None
    outcome: str | None
    tone: str
    reason: Markup | None


def told(steps: list[Step]) -> list[Told]:
    """The timeline, the newest first."""
    return [_told(step) for step in reversed(steps)]


def _told(step: Step) -> Told:
    words = EVENT_WORDS.get(step.event) or TOLD[step.event]
    return step.told(_(words), _detail(step.details), TONES.get(step.event, "neutral"))


def _detail(details: dict[str, Any]) -> Markup | None:
    parts: list[Markup] = []
    if details.get("code"):
        parts.append(pagewords.code(details["code"]))
    if details.get("reason"):
        parts.append(Markup("{}").format(_(CANCEL_WORDS.get(details["reason"], details["reason"]))))
    if details.get("units"):
        parts.append(
            Markup("{}: {}").format(_("Units"), pagewords.isolate(wording.plain(Decimal(details["units"]))))
        )  # fmt: skip
    if "minutes" in details:
        took = int(details["minutes"])
        words = ngettext("answered in %(num)d minute", "answered in %(num)d minutes", took)
        parts.append(Markup("{}").format(words))
    if details.get("late"):
        words = ngettext("%(num)d minute late", "%(num)d minutes late", int(details["late"]))
        parts.append(Markup("{}").format(words))
    if details.get("extends") or details.get("number"):
        parts.append(pagewords.code(details.get("extends") or details["number"]))
    if int(details.get("attempt") or 1) > 1:
        parts.append(Markup("{}").format(_("Attempt %(number)s", number=details["attempt"])))
    return Markup(" · ").join(parts) if parts else None


def lines(approval: Approval) -> list[LineShown]:
    """The lines in order, each with what was granted, used and left, and why."""
    used = taken([line.id for line in approval.lines])
    days = rules.days_left(approval.valid_to, today())
    return [_line(line, left_of(line, used), days) for line in approval.lines]


def _line(line: ApprovalLine, left: Decimal, days: int | None) -> LineShown:
    status = STATUSES.get(OUTCOMES.get(line.outcome or "", ""))
    granted = line.approved_units
    reason = sealed.words(line, "reason_text_sealed")
    said = Markup("{} {}").format(pagewords.isolate(reason), pagewords.code(line.reason_code)) if line.reason_code else None  # fmt: skip
    return LineShown(
        line=line,
        name=name_of(line),
        units=wording.plain(line.units),
        granted=None if granted is None else wording.plain(granted),
        used=(granted or ZERO) - left,
        left_words=wording.left_words(granted, left, days) if granted else None,
        outcome=_(status.outer) if status else None,
        tone=tags.TONES[status.tone] if status else "neutral",
        reason=said or (pagewords.isolate(reason) if reason else None),
    )


def clock(approval: Approval) -> Clock | None:
    """How the payer's time stands, while an answer is awaited."""
    if approval.status not in UNDER_WAY or approval.clock_from is None:
        return None
    allowed = times_of([approval.payer_id])[approval.payer_id]
    return rules.clock(approval.clock_from, allowed.minutes, now())


def wants_one_person(approval: Approval) -> bool:
    """Is there something to put right, which two people should not do at once?"""
    return approval.status in {REJECTED, HELD, REFUSED} or (
        approval.status == DRAFT and approval.attempts > 0
    )


VERBS = {
    "withdrawn": Verb(N_("Withdraw the request"), "approvals.withdraw", "approvals.submit", "arrow-back-up"),
    "cancel_confirmed": Verb(
        N_("Cancel the approval"), "approvals.cancel", "approvals.cancel", "ban", posts=False
    ),
    "reopened": Verb(
        N_("Fix and send again"), "approvals.reopen", "approvals.write", "edit", tone="primary"
    ),
    "discarded": Verb(
        N_("Discard the draft"), "approvals.discard", "approvals.write", "trash",
        confirm=N_("Discard this draft? It stays in the list as closed."),
    ),
}  # fmt: skip
ASK = Verb(N_("Ask for the status"), "approvals.ask_status", "approvals.submit", "refresh")
EXTEND = Verb(N_("Extend or ask again"), "approvals.extend", "approvals.write", "copy")
NOTED = Verb(N_("I have read it"), "approvals.noted", "approvals.write", "checks")


def verbs(approval: Approval) -> list[Verb]:
    """The buttons, drawn from the state table and from what is left to do."""
    found = [VERBS[event] for event in APPROVAL.available(approval.status) if event in VERBS]
    if approval.status in {SENT, PENDED}:
        found.append(ASK)
    if approval.status in JUDGED:
        if extending.follower(approval.id) is None:
            found.append(EXTEND)
        if approval.noted_at is None or renewing.is_open(approval):
            found.append(NOTED)
    return found
