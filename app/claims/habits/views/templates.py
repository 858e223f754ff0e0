"""The list of visit templates, and making, changing and removing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims import queries
from app.claims.habits import applying
from app.claims.habits import templates as kept
from app.claims.habits.forms import TemplateForm
from app.claims.habits.models import VisitTemplate
from app.claims.habits.views import blueprint
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError, NotFound
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, page, say
from app.practitioners.queries import names


@blueprint.get("/templates")
@requires("claims.write")
def templates() -> Response:
    """Every template with what it adds."""
    doctors = {one.id: name_of(one) for one in names()}
    rows = [_row(one, doctors) for one in kept.templates()]
    return page("claims/habits/templates.html", rows=rows)


@blueprint.get("/templates/new")
@requires("claims.write")
def new_template() -> Response:
    """An empty template, or one filled from a claim."""
    data = _from_claim(request.args["claim"]) if request.args.get("claim") else {}
    return _editor(TemplateForm(formdata=None, data=data), None)


@blueprint.post("/templates/new")
@requires("claims.write")
def add_template() -> Response:
    """Keep a new template."""
    form = _with_doctors(TemplateForm())
    if not form.validate():
        return _editor(form, None, 422)
    try:
        kept.add(form.to_draft())
    except DomainError as refusal:
        answer(form, refusal)
        return _editor(form, None, 422)
    say(_("The template was saved. Type its name or one of its words on the entry page."))
    return go(".templates")


@blueprint.get("/templates/<uuid:template_id>")
@requires("claims.write")
def edit_template(template_id: UUID) -> Response:
    """A template as it stands."""
    row = kept.template(template_id)
    data = {
        "name": row.name, "shortcuts": ", ".join(row.words) or None, "practitioner": row.practitioner_id,
        "diagnoses": row.diagnoses or None, "services": kept.lines_of(row) or None, "version": row.version,
    }  # fmt: skip
    return _editor(TemplateForm(formdata=None, data=data), row)


@blueprint.post("/templates/<uuid:template_id>")
@requires("claims.write")
def change_template(template_id: UUID) -> Response:
    """Keep what was changed."""
    row, form = kept.template(template_id), _with_doctors(TemplateForm())
    if not form.validate():
        return _editor(form, row, 422)
    try:
        kept.change(template_id, form.to_draft(), _version(form))
    except DomainError as refusal:
        answer(form, refusal)
        return _editor(form, row, 422)
    say(_("The template was saved."))
    return go(".templates")


@blueprint.post("/templates/<uuid:template_id>/remove")
@requires("claims.write")
def remove_template(template_id: UUID) -> Response:
    """Take a template away."""
    kept.remove(template_id)
    say(_("The template was removed. Claims made from it stay as they are."))
    return go(".templates")


def _row(one: VisitTemplate, doctors: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "words": one.words,
        "whose": doctors.get(one.practitioner_id) if one.practitioner_id else None,
        "diagnoses": one.diagnoses,
        "lines": kept.lines_of(one),
        "retired": applying.retired_codes(one.diagnoses, today()),
    }


def _from_claim(claim_id: str) -> dict[str, Any]:
    try:
        claim = queries.claim(UUID(claim_id))
    except ValueError:
        raise NotFound from None
    note_read("claim.opened", "claim", claim.id)
    return {
        "practitioner": claim.practitioner_id,
        "diagnoses": [row.code for row in claim.diagnoses] or None,
        "services": [(row.local_code, row.quantity.normalize()) for row in claim.lines] or None,
    }


def _editor(form: TemplateForm, row: VisitTemplate | None, status: int = 200) -> Response:
    return page("claims/habits/template.html", status, form=_with_doctors(form), row=row)


def _with_doctors(form: TemplateForm) -> TemplateForm:
    form.practitioner.choices = [(one.id, name_of(one)) for one in names()]
    return form


def _version(form: TemplateForm) -> int:
    seen = form.version.data or ""
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
