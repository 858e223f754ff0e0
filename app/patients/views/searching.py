"""Finding a patient. What is typed is a name or a number, so it is posted and never in an address."""

from __future__ import annotations

from flask import Response, request

from app.kernel.authz import requires
from app.kernel.db import reads_only
from app.kernel.web import go, page
from app.patients import queries
from app.patients.forms import SearchForm
from app.patients.views.pages import blueprint, listed

LIMIT = 25


@blueprint.get("")
@requires("patients.view")
def index() -> Response:
    """The box to search in."""
    return page("patients/index.html", form=SearchForm(formdata=None), found=None, limit=LIMIT)


@blueprint.get("/search")
@requires("patients.view")
def reload_search() -> Response:
    """Where a reloaded search ends: at the empty box."""
    return go("patients.index")


@blueprint.post("/search")
@requires("patients.view")
@reads_only
def search() -> Response:
    """The patients that match, as a page or, while one types, as a piece of it."""
    form = SearchForm()
    found = listed(queries.search(form.who.data, LIMIT)) if form.validate() else []
    if request.headers.get("HX-Request"):
        return page("patients/_found.html", found=found, limit=LIMIT)
    status = 422 if form.errors else 200
    return page("patients/index.html", status, form=form, found=found, limit=LIMIT)
