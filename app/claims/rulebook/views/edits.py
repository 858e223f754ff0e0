"""The edits: the list as they hold, one edit with its history, and a new setting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.access import queries as access
from app.claims.rulebook import edits_page, queries, service, simulation
from app.claims.rulebook.forms import EditFilter, payer_choices, setting_form
from app.claims.rulebook.rules import LOCKED
from app.claims.rulebook.views import blueprint
from app.claims.rulebook.words import GROUP_WORDS, SEVERITY_WORDS
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import answer, go, page, say


@blueprint.get("/")
@requires("claims.rules_view")
def index() -> Response:
    """All edits, as they hold today."""
    form = _filter()
    payer_id = form.payer.data
    every = edits_page.rows(queries.all_settings(), queries.agreed_today(payer_id), payer_id)
    rows = edits_page.narrowed(
        every, words=form.q.data, group=form.group.data, severity=form.severity.data
    )
    return page(
        "claims/rules/edits.html", form=form, rows=rows, total=len(every),
        clear_url=url_for(".index") if any(request.args.values()) else None,
    )  # fmt: skip


def _filter() -> EditFilter:
    form = EditFilter(formdata=request.args)
    form.group.choices = [(key, _(words)) for key, words in GROUP_WORDS.items()]
    form.payer.choices = payer_choices()
    form.validate()
    return form


@blueprint.get("/edits/<string(maxlength=6):edit>")
@requires("claims.rules_view")
def edit(edit: str) -> Response:
    """One edit: how it holds for whom, and everything that was ever set."""
    return _edit_page(edit)


@blueprint.route("/edits/<string(maxlength=6):edit>/set", methods=["GET", "POST"])
@requires("claims.rules_write")
def set_edit(edit: str) -> Response:
    """A new setting of an edit, from a day on."""
    found = queries.edit(edit)
    form = setting_form(found)
    if form.validate_on_submit():
        try:
            if "try" in request.form:
                begun = simulation.of_setting(form.to_setting(edit))
                return go(".simulated", simulation_id=begun.id)
            service.set_edit(form.to_setting(edit))
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The setting was saved. It holds from its first day on."))
            return go(".edit", edit=edit)
    return page(
        "claims/rules/set_edit.html", 422 if form.errors else 200, form=form,
        hints=edits_page.hints(found), **_told(edit),
    )  # fmt: skip


def _edit_page(code: str) -> Response:
    rows = queries.history(code)
    people = people_names()
    return page(
        "claims/rules/edit.html",
        **_told(code),
        history=[
            edits_page.entry(row, people.get(row.entered_by) if row.entered_by else None)
            for row in rows
        ],
    )


def people_names() -> dict[UUID, str]:
    """What everybody of the clinic is called, in the language of the page."""
    arabic = language() == "ar"
    return {
        one.user_id: (one.arabic if arabic else one.english) or one.english
        for one in access.names()
    }


def _told(code: str) -> dict[str, Any]:
    """What every page of one edit shows."""
    found = queries.edit(code)
    settings = queries.all_settings()
    return {
        "edit": found,
        "title": _(found.title),
        "group": _(GROUP_WORDS[found.group]),
        "locked": _(LOCKED[code]) if code in LOCKED else None,
        "delivered": _(SEVERITY_WORDS[found.severity]),
        "holding": edits_page.holding(found, settings, queries.agreed_with_all()),
    }
