"""The lists of the counter: answers that came, what is owed, provisional supplies to follow up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.approvals import wording as approval_words
from app.approvals.states import JUDGED
from app.audit.trail import note_read
from app.claims.drafting import COVERED
from app.eligibility import wording as cover_words
from app.kernel.authz import requires
from app.kernel.money import ZERO
from app.kernel.web import go, neighbours, page, say
from app.pharmacy.counter.views.pages import blueprint, done_or_told, tabs
from app.pharmacy.dispensing import provisional as outage
from app.pharmacy.dispensing import queries
from app.pharmacy.dispensing.history import SUBJECT
from app.pharmacy.dispensing.values import WAITS_FOR
from app.pharmacy.dispensing.worth import Worth, worth_of
from app.pharmacy.prescriptions import queries as prescriptions


@blueprint.get("/answers")
@requires("pharmacy.view")
def answers() -> Response:
    """What was queued, and how the insurer stands to it."""
    found = queries.waiting(request.args.get("cursor"))
    rows = [
        {"one": one, "state": approval_words.status_tag(one.approval_status), "is_there": one.approval_status in JUDGED}
        for one in found.rows
    ]  # fmt: skip
    _noted(found)
    return page("pharmacy/answers.html", tabs=tabs(), rows=rows, links=neighbours(found, "pharmacy.answers"))  # fmt: skip


@blueprint.get("/answers/count")
@requires("pharmacy.view")
def answers_count() -> Response:
    """The quiet counter: how many answers wait to be looked at."""
    return page("pharmacy/_answers.html", answers=queries.answers_count())


@blueprint.get("/owing")
@requires("pharmacy.view")
def owing() -> Response:
    """Units that patients were promised."""
    found = prescriptions.owing(request.args.get("cursor"))
    _noted(found)
    return page("pharmacy/owing.html", tabs=tabs(), rows=found.rows, links=neighbours(found, "pharmacy.owing"))  # fmt: skip


@blueprint.get("/provisional")
@requires("pharmacy.view")
def provisional() -> Response:
    """What was handed out while nobody could be asked, and what came of it."""
    found = queries.provisional(request.args.get("cursor"))
    worth = worth_of(queries.dispenses([one.id for one in found.rows]))
    _noted(found)
    return page(
        "pharmacy/provisional.html", tabs=tabs(), rows=[_row(one, worth[one.id]) for one in found.rows],
        links=neighbours(found, "pharmacy.provisional"),
    )  # fmt: skip


def _row(one: Any, worth: Worth) -> dict[str, Any]:
    verdict = outage.verdict_of(one)
    label, tone = cover_words.LABELS[verdict]
    waits = _(WAITS_FOR[one.waits_for]) if one.waits_for else ""
    return {
        "one": one,
        "verdict": verdict,
        "label": label,
        "tone": tone,
        "waits": waits,
        "owed": max(worth.left, ZERO),
        "returned": max(-worth.left, ZERO),
        # The insurer pays it, or may: nothing is the patient's yet.
        "is_hopeful": verdict == COVERED and one.waits_for is None,
    }


@blueprint.post("/provisional/send")
@requires("pharmacy.dispense")
def send_provisional() -> Response:
    """Claim what the insurer has confirmed by now."""
    sent = outage.send_provisional()
    say(ngettext("%(num)d supply was claimed.", "%(num)d supplies were claimed.", sent))
    return go("pharmacy.provisional")


@blueprint.post("/dispenses/<uuid:dispense_id>/collect")
@requires("pharmacy.dispense")
def collect(dispense_id: UUID) -> Response:
    """The patient has paid what the insurer does not, or has what was too much back."""
    return _settled(
        dispense_id, outage.collect, _("Noted: nobody owes the other anything any more.")
    )


@blueprint.post("/dispenses/<uuid:dispense_id>/write-off")
@requires("pharmacy.reverse")
def write_off(dispense_id: UUID) -> Response:
    """Nobody pays."""
    return _settled(dispense_id, outage.write_off, _("Noted: it is written off."))


@blueprint.post("/dispenses/<uuid:dispense_id>/claim-later")
@requires("pharmacy.dispense")
def claim_later(dispense_id: UUID) -> Response:
    """Ask the insurer for what is lacking; it is claimed as soon as the answer is yes."""
    return _settled(dispense_id, outage.claim_later, _("The insurer is asked. It is claimed as soon as the answer is yes."))  # fmt: skip


def _settled(dispense_id: UUID, verb: Callable[[UUID], object], done: str) -> Response:
    done_or_told(verb, dispense_id, done)
    return go("pharmacy.provisional")


def _noted(found: Any) -> None:
    if found.rows:
        note_read("dispense.listed", SUBJECT, None, rows=[str(one.id) for one in found.rows])
