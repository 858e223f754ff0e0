"""Registering a person, with the question whether they are here already."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import reads_only
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page, say
from app.patients import rules, service, timeline
from app.patients.errors import DocumentTaken, PerhapsHereAlready
from app.patients.forms import RegisterForm
from app.patients.models import Patient
from app.patients.views.pages import blueprint, by_id, listed
from app.reference.queries import payers

NOT_KEPT = frozenset({"csrf_token", "_once", "sure"})


@blueprint.get("/new")
@requires("patients.write")
def new() -> Response:
    """The empty form."""
    return _form(RegisterForm(formdata=None))


@blueprint.post("/new/start")
@requires("patients.write")
@reads_only
def start() -> Response:
    """The form with a number or a name that was typed elsewhere."""
    return _form(RegisterForm())


@blueprint.post("/new")
@requires("patients.write")
def register() -> Response:
    """Register, unless the person may be here already."""
    form = _offered(RegisterForm())
    if not form.validate():
        return _form(form, 422)
    try:
        one = service.register(form.to_patient(today()), sure="sure" in request.form)
    except DocumentTaken as taken:
        return _perhaps([(taken.patient_id, (rules.SAME_DOCUMENT,))], certain=True)
    except PerhapsHereAlready as perhaps:
        return _perhaps(perhaps.likenesses, certain=False)
    except DomainError as refusal:
        answer(form, refusal)
        return _form(form, 422)
    return _registered(one, form)


def _registered(one: Patient, form: RegisterForm) -> Response:
    say(_("Registered under file number %(number)s.", number=one.file_number))
    if not form.number.data and not rules.is_newborn(one.birth_date, today()):
        say(_("There is no document yet. Add one before a claim is sent."), "warning")
    elif form.number.data and rules.unusual_number(form.kind.data, rules.plain_number(form.number.data)):  # fmt: skip
        say(_("Civil numbers usually have 8 digits. Compare this one with the card."), "warning")
    following = timeline.action(request.form.get("then", ""))
    if following is not None and following.page:
        return go(following.page, patient_id=one.id)
    return go("patients.show", patient_id=one.id)


def _perhaps(likenesses: object, *, certain: bool) -> Response:
    """People like this one; what was typed stays, and a person decides."""
    pairs = list(likenesses)  # type: ignore[call-overload]
    found = listed(by_id([patient_id for patient_id, _reasons in pairs]))
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    return page(
        "patients/perhaps.html", 422, found=found, reasons=dict(pairs), kept=kept, certain=certain
    )


def _offered(form: RegisterForm) -> RegisterForm:
    form.offer(payers(today()))
    return form


def _form(form: RegisterForm, status: int = 200) -> Response:
    return page(
        "patients/register.html", status, form=_offered(form), then=request.form.get("then", "")
    )
