"""The verbs on leases; where they lead back to is the subject's own page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request
from flask_babel import gettext as _

from app.kernel import subjects
from app.kernel.authz import requires
from app.kernel.subjects import Subject
from app.kernel.web import BY_ITSELF, in_words, page, say
from app.worklist import service
from app.worklist.errors import TakenByOther
from app.worklist.panel import lease_of

blueprint = Blueprint("worklist", __name__)


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>/take")
@requires("worklist.take")
def take(subject_kind: str, subject_id: UUID) -> Response:
    """Work on it from now on."""
    one = subjects.for_actor(subject_kind, subject_id, change=True)
    try:
        service.take(one.kind, one.id)
    except TakenByOther as refusal:
        say(in_words(refusal), "warning")
        return _back(one)
    say(_("You are working on this now. Others see it, and cannot change or send it."))
    return _back(one)


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>/keep")
@requires("worklist.take")
def keep(subject_kind: str, subject_id: UUID) -> Response:
    """An open page says that somebody is still at it."""
    one = subjects.for_actor(subject_kind, subject_id, change=True)
    try:
        service.keep(one.kind, one.id)
    except TakenByOther as refusal:
        if not _by_itself():
            say(in_words(refusal), "warning")
    if _by_itself():
        return page("worklist/_kept.html", lease=lease_of(one.kind, one.id))
    return _back(one)


@blueprint.post("/<string(maxlength=40):subject_kind>/<uuid:subject_id>/let-go")
@requires("worklist.take")
def let_go(subject_kind: str, subject_id: UUID) -> Response:
    """Work on it no more."""
    one = subjects.for_actor(subject_kind, subject_id, change=True)
    service.let_go(one.kind, one.id)
    if _by_itself():
        return make_response("", 204)
    say(_("Others can take this now."))
    return _back(one)


def _by_itself() -> bool:
    """The page said it, nobody pressed anything."""
    return BY_ITSELF in request.headers


def _back(one: Subject) -> Response:
    return make_response(redirect(one.url, code=303))
