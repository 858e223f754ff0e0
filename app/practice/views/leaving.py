"""Asking to go live, and taking it back."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from app.going_live import asking, rules
from app.going_live.states import LIVE_REQUEST, STATUSES
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.forms import Form
from app.kernel.tags import tag_of
from app.kernel.web import answer, go, page, refusals_said, say
from app.practice import rehearsal
from app.practice.gaps import worded
from app.practice.views import blueprint
from app.tenants.queries import tenant


@blueprint.route("/go-live", methods=["GET", "POST"])
@requires("practice.go_live", fresh="page")
def go_live() -> Response:
    """What is missing by name, and the question to the operator."""
    if not tenant().practice_mode:
        return go("practice.index")
    form = Form()
    if not form.validate_on_submit():
        return _to_ask(form, 200)
    try:
        asking.ask(rehearsal.counts())
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
        return _to_ask(form, 422)
    say(_("The operator was asked. The answer comes by mail, and stands here."))
    return go("practice.go_live")


@blueprint.post("/go-live/withdraw")
@requires("practice.go_live", fresh="page")
def withdraw() -> Response:
    """Take the request back."""
    with refusals_said():
        asking.withdraw()
        say(_("The request was taken back. You go on practising."))
    return go("practice.index")


def _to_ask(form: Form, status: int) -> Response:
    request = asking.latest()
    missing = rules.gaps(asking.readiness(rehearsal.counts()), today())
    return page(
        "practice/go_live.html", status, form=form, gaps=worded(missing), request_to_go_live=request,
        is_open=request is not None and request.status not in LIVE_REQUEST.final,
        may_ask=rules.may_ask(missing), tag=tag_of(STATUSES[request.status]) if request else None,
    )  # fmt: skip
