"""The trail: who did what, when; and whether it is whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from app.audit import queries, service
from app.audit.events import EVENTS
from app.audit.forms import TrailForm
from app.audit.models import AuditEvent
from app.audit.people import everybody_and_guests
from app.audit.subjects import SUBJECTS
from app.audit.trail import note_read
from app.kernel import downloads
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.db import reads_only
from app.kernel.pagewords import language
from app.kernel.sheets import Column, Table
from app.kernel.web import asked, neighbours, page

blueprint = Blueprint("audit", __name__)


@blueprint.get("")
@requires("audit.view")
def index() -> Response:
    """The trail of this tenant, filtered."""
    form, wanted = _asked()
    found = queries.events(the_actor().tenant_id, wanted, request.args.get("cursor"))
    names = _names()
    kept = asked(field.name for field in form)
    return page(
        "audit/index.html",
        422 if form.errors else 200,
        form=form,
        events=[_shown(event, names) for event in found.rows],
        **neighbours(found, "audit.index", **kept),
        kept=kept,
        is_filtered=bool(kept),
    )


@blueprint.get("/download/<any(xlsx, csv):kind>")
@requires("audit.view", fresh="file")
def download(kind: str) -> Response:
    """Exactly what the filter shows, as a sheet; the download itself is noted."""
    _form, wanted = _asked()
    names = _names()
    rows = (_cells(event, names) for event in queries.sheet(the_actor().tenant_id, wanted))
    content = Table(_("Audit trail"), _columns(), rows)
    response = downloads.table(kind, f"audit-{today().isoformat()}", content)
    note_read("audit.downloaded", "audit", None, kind=kind)
    return response


@blueprint.post("/verify")
@requires("audit.view")
@reads_only
def verify() -> Response:
    """Recompute the chain and say what was found."""
    verdict = service.verify_for_page(the_actor().tenant_id)
    problem = _(verdict.problem.words) if verdict.problem else None
    return page("audit/verify.html", verdict=verdict, problem=problem)


def _asked() -> tuple[TrailForm, queries.Wanted]:
    """The filter as typed; a wrong one is shown and filters nothing."""
    form = TrailForm(request.args)
    form.offer(everybody_and_guests(), is_arabic=language() == "ar")
    return form, form.to_wanted() if form.validate() else queries.Wanted()


def _names() -> dict[UUID, str]:
    is_arabic = language() == "ar"
    return {
        name.user_id: name.arabic if is_arabic else name.english for name in everybody_and_guests()
    }


def _shown(event: AuditEvent, names: dict[UUID, str]) -> dict[str, Any]:
    words = EVENTS.get(event.event)
    kind = SUBJECTS.get(event.subject_kind)
    return {
        "seq": event.seq,
        "at": event.at,
        "who": names.get(event.actor_id) if event.actor_id else None,
        "event": _(words) if words else None,
        "code": event.event,
        "kind": _(kind) if kind else event.subject_kind,
        "subject_id": event.subject_id,
        "changes": [f"{name}: {_text(value)}" for name, value in event.changes.items()],
    }


def _text(value: object) -> str:
    if isinstance(value, list):
        return " → ".join(_text(part) for part in value)
    return "–" if value is None else str(value)


def _columns() -> list[Column]:
    return [
        Column(_("Number"), "number", 10),
        Column(_("When"), "moment", 18),
        Column(_("Person"), width=24),
        Column(_("Event"), width=32),
        Column(_("Code"), width=24),
        Column(_("Record"), width=38),
        Column(_("Details"), width=60),
        Column(_("Hash"), width=66),
    ]


def _cells(event: AuditEvent, names: dict[UUID, str]) -> list[Any]:
    row = _shown(event, names)
    subject = f"{row['kind']} {row['subject_id'] or ''}".strip()
    details = "; ".join(row["changes"])
    return [
        row["seq"], row["at"], row["who"], row["event"], row["code"], subject, details, event.hash,
    ]  # fmt: skip
