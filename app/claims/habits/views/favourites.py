"""What is offered first to each doctor: pinned by hand, else by use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.claims.habits import favourites as pins
from app.claims.habits.forms import PinForm
from app.claims.habits.models import DIAGNOSIS, SERVICE
from app.claims.habits.views import blueprint
from app.claims.starting import usual_practitioner
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import language, name_of
from app.kernel.web import answer, go, page, say
from app.practitioners.queries import names, practitioner
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM


@blueprint.get("/favourites")
@requires("claims.write")
def favourites() -> Response:
    """The codes of the doctor who works at this desk, or of the first one."""
    doctors = names()
    mine = usual_practitioner(the_actor().user_id, today()) or (doctors[0].id if doctors else None)
    if mine is None:
        return page("claims/habits/no_doctor.html")
    return _shown(mine, PinForm(formdata=None))


@blueprint.get("/favourites/<uuid:practitioner_id>")
@requires("claims.write")
def favourites_of(practitioner_id: UUID) -> Response:
    """A doctor's pinned codes, and those entered most."""
    return _shown(practitioner_id, PinForm(formdata=None))


@blueprint.post("/favourites/<uuid:practitioner_id>/pin")
@requires("claims.write")
def pin(practitioner_id: UUID) -> Response:
    """Offer a code first."""
    practitioner(practitioner_id)
    form = PinForm()
    if not form.validate():
        return _shown(practitioner_id, form, 422)
    try:
        pins.pin(practitioner_id, form.kind.data, form.code.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _shown(practitioner_id, form, 422)
    say(_("Pinned. It is offered first from now on."))
    return go(".favourites_of", practitioner_id=practitioner_id)


@blueprint.post("/favourites/<uuid:practitioner_id>/unpin")
@requires("claims.write")
def unpin(practitioner_id: UUID) -> Response:
    """Let a code take its place by use again."""
    practitioner(practitioner_id)
    form = PinForm()
    if not form.validate():
        return _shown(practitioner_id, form, 422)
    pins.unpin(practitioner_id, form.kind.data, form.code.data)
    say(_("Unpinned."))
    return go(".favourites_of", practitioner_id=practitioner_id)


def _shown(practitioner_id: UUID, form: PinForm, status: int = 200) -> Response:
    doctor = practitioner(practitioner_id)
    return page(
        "claims/habits/favourites.html",
        status,
        form=form,
        doctor=doctor,
        doctor_name=name_of(doctor),
        doctors=[{"id": one.id, "name": name_of(one)} for one in names()],
        groups=[
            {"kind": DIAGNOSIS, "title": _("Diagnoses"), "rows": _rows(doctor.id, DIAGNOSIS)},
            {"kind": SERVICE, "title": _("Services"), "rows": _rows(doctor.id, SERVICE)},
        ],
    )


def _rows(practitioner_id: UUID, kind: str) -> list[dict[str, Any]]:
    """Pinned codes first, then by use: code, words, how often, pinned or not."""
    pinned = pins.pinned(practitioner_id, kind)
    counts = dict(pins.counted(practitioner_id, kind))
    codes = list(dict.fromkeys([*pinned, *counts]))
    words = _words(kind, codes)
    return [
        {"code": code, "words": words.get(code), "count": counts.get(code, 0), "pinned": code in pinned}
        for code in codes
    ]  # fmt: skip


def _words(kind: str, codes: list[str]) -> dict[str, str]:
    if kind == SERVICE:
        return {code: name_of(one) for code, one in pins.known_services(codes).items()}
    known = codes_by(ICD_10_CM, codes)
    return {code: _display(one) for code, one in known.items()}


def _display(one: Any) -> str:
    return (language() == "ar" and one.display_ar) or one.display_en
