"""The tenants as the operator sees them, and the desk's own trail."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.audit import queries as trails
from app.audit.events import EVENTS
from app.audit.models import AuditEvent
from app.audit.service import verify_for_page
from app.kernel.authz import requires
from app.kernel.db import reads_only
from app.kernel.ids import PLATFORM
from app.kernel.pagewords import language
from app.kernel.web import neighbours, page
from app.platform_admin import queries
from app.platform_admin.views.pages import blueprint
from app.tenants.rules import KINDS


@blueprint.get("")
@requires("desk.view")
def index() -> Response:
    """Every tenant with its state; nothing of what it does with patients."""
    found = queries.tenants(request.args.get("cursor"))
    return page(
        "platform_admin/tenants.html", tenants=found.rows, kinds=KINDS,
        **neighbours(found, "platform_admin.index"),
    )  # fmt: skip


@blueprint.get("/trail")
@requires("desk.trail")
def trail() -> Response:
    """What was done at the desk, by whom."""
    found = trails.events(PLATFORM, trails.Wanted(), request.args.get("cursor"))
    names = queries.names(language())
    return page(
        "platform_admin/trail.html", events=[_shown(one, names) for one in found.rows],
        **neighbours(found, "platform_admin.trail"),
    )  # fmt: skip


@blueprint.post("/trail/verify")
@requires("desk.trail")
@reads_only
def verify() -> Response:
    """Recompute the desk's chain and say what was found."""
    verdict = verify_for_page(PLATFORM)
    problem = _(verdict.problem.words) if verdict.problem else None
    return page("platform_admin/verify.html", verdict=verdict, problem=problem)


def _shown(event: AuditEvent, names: dict[UUID, str]) -> dict[str, object]:
    words = EVENTS.get(event.event)
    return {
        "seq": event.seq,
        "at": event.at,
        "who": names.get(event.actor_id) if event.actor_id else None,
        "event": _(words) if words else event.event,
        "details": "; ".join(f"{name}: {value}" for name, value in event.changes.items()),
    }
