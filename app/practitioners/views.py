"""Practitioners: the list with its reminders, and one page for each."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, page, say
from app.practitioners import queries, service
from app.practitioners.forms import ROLES, PractitionerForm
from app.practitioners.models import Practitioner
from app.practitioners.rules import licence_state
from app.reference import queries as reference

blueprint = Blueprint("practitioners", __name__)


@blueprint.get("/")
@requires("practitioners.view")
def index() -> Response:
    listings, payers = queries.all_listings(), reference.all_payers()
    rows = [
        {
            "one": one,
            "role": _(ROLES[one.role]),
            "licence": licence_state(one.licence_from, one.licence_to, today()),
            "payers": len(listings.get(one.id, ()) & payers.keys()),
            "url": url_for(".edit", practitioner_id=one.id),
        }
        for one in queries.practitioners()
    ]
    waiting = sum(row["one"].active and row["licence"].needs_attention for row in rows)
    return page("practitioners/index.html", rows=rows, waiting=waiting)


@blueprint.route("/new", methods=["GET", "POST"])
@requires("practitioners.write")
def new() -> Response:
    form = _form()
    if form.validate_on_submit():
        try:
            service.add_practitioner(form.to_facts(), map(UUID, form.payers.data or ()))
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The practitioner was added."))
            return go(".index")
    return page("practitioners/new.html", 422 if form.errors else 200, form=form)


@blueprint.route("/<uuid:practitioner_id>", methods=["GET", "POST"])
@requires("practitioners.write")
def edit(practitioner_id: UUID) -> Response:
    one = queries.practitioner(practitioner_id)
    form = _form(one)
    if form.validate_on_submit():
        try:
            service.correct_practitioner(practitioner_id, form.to_facts())
            service.list_with(practitioner_id, map(UUID, form.payers.data or ()))
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The changes were saved."))
            return go(".index")
    state = licence_state(one.licence_from, one.licence_to, today())
    return page(
        "practitioners/edit.html", 422 if form.errors else 200, form=form, one=one, state=state
    )


def _form(one: Practitioner | None = None) -> PractitionerForm:
    """The form with its choices in the language of the page."""
    ticked = [str(payer_id) for payer_id in queries.listed_payers(one.id)] if one else []
    form = PractitionerForm(obj=one, payers=ticked)
    payers = reference.all_payers().values()
    form.offer(
        [(key, _(label)) for key, label in ROLES.items()],
        [(str(p.id), name_of(p)) for p in payers],
    )
    return form
