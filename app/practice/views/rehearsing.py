"""The rehearsal list, the practice patients, a rehearsed outage, and forgetting it all."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from app.exchange import outages
from app.going_live import asking, forgetting
from app.going_live.errors import NotConfirmed
from app.going_live.rules import is_green
from app.going_live.states import STATUSES
from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.tags import tag_of
from app.kernel.web import answer, go, in_words, page, refusals_said, say
from app.practice import patients, rehearsal
from app.practice.forms import ResetForm
from app.practice.stories import GROUPS, STORIES
from app.practice.views import blueprint
from app.tenants.queries import tenant


@blueprint.get("")
@requires("practice.view")
def index() -> Response:
    """What was rehearsed, and what is still to be."""
    request = asking.latest()
    if not tenant().practice_mode:
        return page("practice/live.html", live_at=request.live_at if request else None)
    done = rehearsal.counts()
    return page(
        "practice/index.html", lines=rehearsal.lines(done), is_green=is_green(done),
        away_until=outages.away_until(),
        tag=tag_of(STATUSES[request.status]) if request else None,
    )  # fmt: skip


@blueprint.get("/patients")
@requires("practice.view")
def people() -> Response:
    """Whose Civil ID answers what."""
    groups = [
        (words, [one for one in STORIES if one.group == name]) for name, words in GROUPS.items()
    ]
    return page("practice/people.html", groups=groups, practises=tenant().practice_mode)


@blueprint.post("/patients/<int:place>")
@requires("patients.write")
def take(place: int) -> Response:
    """Take this practice patient to the question about cover."""
    try:
        patient_id = patients.take(place)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go("practice.index")
    return go("eligibility.choose", patient_id=patient_id)


@blueprint.post("/outage")
@requires("practice.reset")
def begin_outage() -> Response:
    """Take the simulated exchange away for a while."""
    with refusals_said():
        outages.begin()
        say(_("The simulated exchange is away for two minutes. Ask or send something now: it waits and arrives afterwards."))  # fmt: skip
    return go("practice.index")


@blueprint.post("/outage/end")
@requires("practice.reset")
def end_outage() -> Response:
    """Bring it back at once."""
    outages.end()
    say(_("The simulated exchange is back. What waited leaves within a minute."))
    return go("practice.index")


@blueprint.route("/reset", methods=["GET", "POST"])
@requires("practice.reset", fresh="page")
def reset() -> Response:
    """Remove everything practised."""
    form = ResetForm()
    if not form.validate_on_submit():
        return _ask_to_reset(form, 422 if form.errors else 200)
    try:
        if not form.sure.data:
            raise NotConfirmed
        forgetting.reset()
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _ask_to_reset(form, 422)
    say(_("Everything practised was removed. What you set up is still there."))
    return go("practice.index")


def _ask_to_reset(form: ResetForm, status: int) -> Response:
    return page("practice/reset.html", status, form=form, practises=tenant().practice_mode)
