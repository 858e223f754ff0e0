"""One claim as its page tells it: what happened, what each line came to, what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup

from app.access.timeline import Step, Told
from app.claims import closing
from app.claims.cancelling import can_be_nullified
from app.claims.following import carries_attempt
from app.claims.models import Claim, ClaimLine
from app.claims.parts import verbs_of
from app.claims.reasons import sentence_of
from app.claims.states import (
    ACCEPTED,
    ADJUDICATED,
    ADJUDICATION_STATUSES,
    CLAIM,
    CLOSED,
    DENIED,
    DRAFT,
    EVENT_WORDS,
    HELD,
    PARTIAL,
    QUEUED,
    REJECTED,
    SENT,
)
from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.kernel.tags import TONES
from app.kernel.verbs import Verb
from app.kernel.words import N_

# What is told without moving a status.
TOLD = {
    "cancel_asked": N_("Cancellation asked for"),
    "cancel_refused": N_("Cancellation refused"),
    "cancel_held": N_("The request to cancel has not left and waits for a person"),
    "cancel_withdrawn": N_("The request to cancel was called back"),
    "nullify_asked": N_("Asked to strike it as sent in error"),
    "nullify_refused": N_("The insurer does not strike it"),
    "nullify_held": N_("The request to strike it has not left and waits for a person"),
    "nullify_withdrawn": N_("The request to strike it was called back"),
    "fate_unknown": N_("No receipt yet: we keep asking what became of it"),
    "earlier_sending_answered": N_("An answer to an earlier sending arrived; it changes nothing"),
    "repeated": N_("Begun from the last visit"),
    "kept_back": N_("Kept back by a rule until somebody releases it"),
    "hold_released": N_("Released although a rule keeps it back"),
    "judged_again": N_("The decision was issued again"),
    "paid": N_("Payment received"),
    "taken_back": N_("Money taken back by the insurer"),
    "payment_unmatched": N_("A payment was taken off this claim"),
    "written_off": N_("Written off"),
    "let_go": N_("Denied amount let go"),
    "answered_after_cancel": N_(
        "An answer arrived after the claim was cancelled; it is kept and changes nothing"
    ),
    "status_asked": N_("No answer in the insurer's days: its status was asked for"),
    "correction_begun": N_("A correction was begun"),
    "complaint_begun": N_("A complaint was begun"),
}
CANCEL_WORDS = {
    "wrong_information": N_("Something in the claim is wrong"),
    "not_performed": N_("The service was not given"),
    "already_submitted": N_("The visit was already claimed"),
}
RELEASE_WORDS = {
    "checked": N_("The entries were compared with the file and are right"),
    "agreed": N_("The insurer agreed beforehand"),
    "exception": N_("The rule does not fit this case"),
    "other": N_("Another reason"),
}
AMOUNTS = {"let_go": N_("Let go:"), "approved": N_("Approved:")}
REASON_WORDS = CANCEL_WORDS | closing.REASONS
EVENT_TONES = {
    "kept_back": "warning",
    "submitted": "info", "dispatched": "waiting", "acknowledged": "info", "judged": "info", "approved": "success",
    "paid": "success", "taken_back": "warning",
    "partly_approved": "warning", "denied": "danger", "refused_by_exchange": "returned", "held": "returned",
    "answered_after_cancel": "warning", "status_asked": "waiting", "fate_unknown": "warning", "cancel_refused": "warning", "nullify_refused": "warning", "pended": "waiting",
}  # fmt: skip
UNDER_WAY = frozenset({QUEUED, SENT, ACCEPTED})


@dataclass(frozen=True)
class LineShown:
    """A line with what the insurer made of it."""

    line: ClaimLine
    name: str
    outcome: str | None
    tone: str
    refused: Decimal | None
    reasons: tuple[Markup, ...]


def wants_one_person(claim: Claim) -> bool:
    """Is there something to put right, which two people should not do at once?"""
    was_sent_before = claim.status == DRAFT and claim.attempts > 0
    was_judged_against = claim.status == ADJUDICATED and claim.adjudication in {PARTIAL, DENIED}
    return claim.status in {REJECTED, HELD} or was_sent_before or was_judged_against


def is_under_way(claim: Claim) -> bool:
    """Will something still happen by itself, so that the page should look again?"""
    return claim.status in UNDER_WAY


def told(claim: Claim, steps: list[Step]) -> list[Told]:
    """The timeline, the newest first; the start comes from the claim itself."""
    events = [_told(step) for step in steps]
    begun = Told(claim.created_at, _("Draft begun"), None, "neutral", None)
    return [*reversed(events), begun]


def _told(step: Step) -> Told:
    words = EVENT_WORDS.get(step.event) or TOLD[step.event]
    return step.told(_(words), _detail(step), EVENT_TONES.get(step.event, "neutral"))


def _amounts(step: Step) -> list[Markup]:
    """What was approved or let go with a step."""
    return [
        Markup("{} {}").format(_(label), pagewords.money(Decimal(step.details[name])))
        for name, label in AMOUNTS.items()
        if step.details.get(name)
    ]


def _detail(step: Step) -> Markup | None:
    details, parts = step.details, _amounts(step)
    if details.get("code"):
        parts.append(reason_words(details["code"], None))
    if details.get("reason"):
        parts.append(Markup("{}").format(_(REASON_WORDS.get(details["reason"], details["reason"]))))
    if details.get("number"):
        parts.append(pagewords.code(details["number"]))
    if details.get("amount"):
        parts.append(pagewords.money(Decimal(details["amount"])))
    if details.get("why"):
        why = RELEASE_WORDS[details["why"]]
        parts.append(Markup("{}").format(_(why)))
    if details.get("codes"):
        parts.append(Markup(" ").join(pagewords.code(code) for code in details["codes"]))
    if details.get("over"):
        codes = Markup(" ").join(pagewords.code(code) for code in details["over"])
        parts.append(Markup("{} {}").format(_("Sent over these warnings:"), codes))
    if int(details.get("attempt") or 1) > 1:
        parts.append(Markup("{}").format(_("Attempt %(number)s", number=details["attempt"])))
    return Markup(" · ").join(parts) if parts else None


def reason_words(code: str, text: str | None) -> Markup:
    """A code with its sentence in the page's language; unknown codes keep the insurer's own words."""
    sentence = sentence_of(code)
    words = (
        Markup("{}").format(_(sentence))
        if sentence
        else pagewords.isolate(text)
        if text
        else Markup("")
    )
    return Markup("{} {}").format(words, pagewords.code(code)).strip()


def lines(claim: Claim) -> list[LineShown]:
    """The lines in order, each with outcome, what was not approved, and why."""
    return [_line(line) for line in claim.lines]


def _line(line: ClaimLine) -> LineShown:
    status = ADJUDICATION_STATUSES.get(line.outcome or "")
    refused = None if line.approved is None else max(line.payer_share - line.approved, Decimal(0))
    return LineShown(
        line=line,
        name=name_of(line),
        outcome=_(status.outer) if status else None,
        tone=TONES[status.tone] if status else "neutral",
        refused=refused,
        reasons=tuple(reason_words(one.code, one.text) for one in line.reasons),
    )


VERBS = {
    "withdrawn": Verb(N_("Withdraw"), "claims.withdraw", "claims.submit", "arrow-back-up"),
    "cancel_confirmed": Verb(
        N_("Cancel the claim"), "claims.cancel", "claims.cancel", "ban", posts=False
    ),
    "closed": Verb(N_("Close the claim"), "claims.close", "claims.close", "lock", posts=False),
    "reopened": Verb(N_("Fix and send again"), "claims.reopen", "claims.write", "edit", tone="primary", shortcut="r"),
    "discarded": Verb(
        N_("Discard the draft"), "claims.discard", "claims.write", "trash",
        confirm=N_("Discard this draft? It stays in the list as closed."),
    ),
}  # fmt: skip


NULLIFY = Verb(
    N_("Nullify: it was sent in error"), "claims.nullify", "claims.nullify", "circle-x", posts=False
)

REOPEN_CLOSED = Verb(
    N_("Open it again"), "claims.reopen_closed", "claims.close", "arrow-back-up",
    confirm=N_("Open this claim again? It stands where it stood before it was closed."),
)  # fmt: skip


def verbs(claim: Claim) -> list[Verb]:
    """The buttons, drawn from the state table; an attempt at a decision is given up, never closed undecided."""
    possible = CLAIM.available(claim.status)
    hidden = {"closed"} if carries_attempt(claim) else set()
    own = [VERBS[event] for event in possible if event in VERBS and event not in hidden]
    if claim.status == CLOSED:
        own.append(REOPEN_CLOSED)
    if can_be_nullified(claim):
        own.append(NULLIFY)
    return [*verbs_of(claim), *own]
