"""The desk's own trail: filtered, as a file, and verified."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit import queries as trails
from app.audit.desk_events import DESK
from app.audit.events import EVENTS
from app.audit.forms import TrailForm
from app.audit.models import AuditEvent
from app.audit.people import Name
from app.audit.plan_events import PLANS
from app.audit.service import verify_for_page
from app.audit.trail import note_read
from app.kernel import downloads, sheets
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.db import reads_only
from app.kernel.ids import PLATFORM
from app.kernel.pagewords import language
from app.kernel.sheets import Cell, Column
from app.kernel.web import asked, neighbours, page
from app.platform_admin import queries
from app.platform_admin.views.pages import blueprint


@blueprint.get("/trail")
@requires("desk.trail")
def trail() -> Response:
    """What was done at the desk, by whom."""
    form, wanted = _asked()
    found = trails.events(PLATFORM, wanted, request.args.get("cursor"))
    names, kept = queries.names(language()), asked(field.name for field in form)
    return page(
        "platform_admin/trail.html", 422 if form.errors else 200, form=form,
        events=[_shown(one, names) for one in found.rows], is_filtered=bool(kept),
        files=downloads.links("platform_admin.trail_file", **kept),
        **neighbours(found, "platform_admin.trail", **kept),
    )  # fmt: skip


@blueprint.get("/trail.<any(xlsx, csv):kind>")
@requires("desk.trail")
def trail_file(kind: str) -> Response:
    """Exactly what the filter shows; the download itself is noted."""
    _form, wanted = _asked()
    names = queries.names(language())
    rows = [_shown(one, names) for one in trails.sheet(PLATFORM, wanted)]
    cells: list[Cell] = [
        (Column(_("Number"), "number", 10), lambda row: row["seq"]),
        (Column(_("When"), "moment", 18), lambda row: row["at"]),
        (Column(_("Person"), width=24), lambda row: row["who"]),
        (Column(_("Event"), width=32), lambda row: row["event"]),
        (Column(_("Details"), width=60), lambda row: row["details"]),
        (Column(_("Hash"), width=66), lambda row: row["hash"]),
    ]
    content = sheets.listed(_("Trail of the desk"), cells, rows)
    response = downloads.table(kind, f"trail-{today().isoformat()}", content)
    note_read("audit.downloaded", "audit", None, kind=kind)
    return response


@blueprint.post("/trail/verify")
@requires("desk.trail")
@reads_only
def verify() -> Response:
    """Recompute the desk's chain and say what was found."""
    verdict = verify_for_page(PLATFORM)
    problem = _(verdict.problem.words) if verdict.problem else None
    return page("platform_admin/verify.html", verdict=verdict, problem=problem)


def _asked() -> tuple[TrailForm, trails.Wanted]:
    """The filter as typed; a wrong one is shown and filters nothing."""
    form = TrailForm(request.args)
    people = [Name(one.id, one.name_en, one.name_ar) for one in queries.people()]
    form.offer(people, is_arabic=language() == "ar")
    of_the_desk = {*DESK, *PLANS, "audit.verified", "audit.downloaded"}
    known = [(event, _(words)) for event, words in EVENTS.items() if event in of_the_desk]
    form.event.choices = sorted(known, key=lambda pair: pair[1])
    return form, form.to_wanted() if form.validate() else trails.Wanted()


def _shown(event: AuditEvent, names: dict[UUID, str]) -> dict[str, object]:
    words = EVENTS.get(event.event)
    return {
        "seq": event.seq,
        "at": event.at,
        "who": names.get(event.actor_id) if event.actor_id else None,
        "event": _(words) if words else event.event,
        "details": "; ".join(f"{name}: {value}" for name, value in event.changes.items()),
        "hash": event.hash,
    }
