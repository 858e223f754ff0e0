"""Visits without a claim: the list, its files, and taking one off with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.audit.trail import note_read
from app.claims.habits import missing as kinds
from app.claims.habits import missing_list
from app.claims.habits.forms import DismissForm
from app.claims.habits.views import blueprint
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.kernel.web import asked, go, page, say

FILTERS = ("kind", "payer", "first", "last", "after")


@blueprint.get("/missing")
@requires("claims.view")
def missing() -> Response:
    """What brings no money as it stands, the newest visit first."""
    form = missing_list.read(request.args)
    place, back = missing_list.place(request.args.get("cursor"))
    found = kinds.turned(form.wanted, place, rising=back)
    rows = missing_list.shown(found.rows)
    if rows:
        ids = [str(one["subject_id"]) for one in rows]
        note_read("missing_claim.listed", "missing_claim", None, subjects=ids)
    narrowed = asked(FILTERS)
    return page(
        "claims/habits/missing.html",
        form=form,
        rows=rows,
        total=missing_list.total(rows),
        clear_url=url_for(".missing") if narrowed else None,
        next_url=_turn(narrowed, found.rows[-1:] if found.older else []),
        previous_url=_turn(narrowed, found.rows[:1] if found.newer else [], back=True),
        **downloads.links(".export_missing", **_renamed(narrowed)),
    )


@blueprint.get("/missing/export.<any(xlsx, csv):kind>")
@requires("claims.export", fresh="file")
def export_missing(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    typed = {**request.args.to_dict(), "kind": request.args.get("only", "")}
    form = missing_list.read(MultiDict(typed))
    name = f"missing-claims-{today().isoformat()}"
    response = downloads.table(kind, name, missing_list.table(form.wanted))
    note_read("missing_claim.exported", "missing_claim", None, kind=kind)
    return response


@blueprint.route("/missing/<string:source>/<uuid:subject_id>/dismiss", methods=["GET", "POST"])
@requires("claims.write")
def dismiss(source: str, subject_id: UUID) -> Response:
    """Why no claim will come of it; it leaves the list."""
    known = kinds.sources().get(source)
    if known is None:
        raise NotFound
    known.owner(subject_id)
    form = DismissForm()
    if form.validate_on_submit():
        kinds.dismiss(source, subject_id, form.reason.data)
        say(_("It was taken off the list."))
        return go(".missing")
    status = 422 if form.errors else 200
    return page(
        "claims/habits/dismiss.html", status, form=form, source=source, subject_id=subject_id,
        label=str(known.label), why=str(known.why),
    )  # fmt: skip


def _turn(narrowed: dict[str, Any], edge: list[kinds.Missing], *, back: bool = False) -> str | None:
    """The address of the page beyond the last or the first row of this one, where there is any."""
    if not edge:
        return None
    return url_for(".missing", **narrowed, cursor=missing_list.cursor_of(edge[0], back=back))


def _renamed(narrowed: dict[str, Any]) -> dict[str, Any]:
    """In the address of a file `kind` is that of the file."""
    return {("only" if name == "kind" else name): value for name, value in narrowed.items()}
