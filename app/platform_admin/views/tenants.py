"""The tenants as the operator sees them; nothing of what they do with patients."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app.kernel import downloads, sheets
from app.kernel.authz import can, requires
from app.kernel.clock import muscat_day, now, today
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column
from app.kernel.web import asked, neighbours, page
from app.plans import showing
from app.platform_admin import tenants
from app.platform_admin.forms import TenantsForm
from app.platform_admin.views.pages import blueprint
from app.platform_admin.wording import LINES, STATES, state_of
from app.tenants import answering
from app.tenants.rules import KINDS


@blueprint.get("")
@requires("desk.view")
def index() -> Response:
    """Every tenant with its state, plan, use and line; first those that ask for more branches."""
    form = TenantsForm(request.args)
    form.understand()
    found = tenants.tenants(form.to_wanted(), request.args.get("cursor"))
    kept = asked(field.name for field in form)
    return page(
        "platform_admin/tenants.html", 422 if form.errors else 200, form=form, rows=_rows(found.rows),
        is_filtered=bool(kept), asked=answering.waiting() if can("desk.decide") else [],
        links=downloads.links("platform_admin.tenants_file", **kept)
        | neighbours(found, "platform_admin.index", **kept),
    )  # fmt: skip


@blueprint.get("/tenants.<any(xlsx, csv):kind>")
@requires("desk.view")
def tenants_file(kind: str) -> Response:
    """Exactly what the list shows, all rows of it."""
    form = TenantsForm(request.args)
    form.understand()
    rows = _rows(tenants.all_tenants(form.to_wanted()))
    cells: list[Cell] = [
        (Column(_("Name"), width=32), lambda row: name_of(row["tenant"])),
        (Column(_("Kind")), lambda row: row["kind"]),
        (Column(_("Licence")), lambda row: row["tenant"].provider_licence),
        (Column(_("State")), lambda row: row["state"]),
        (Column(_("Days late"), "number"), lambda row: row["facts"].standing.days or None),
        (Column(_("Paid plan")), lambda row: row["plan"]),
        (Column(_("Accepted claims this month"), "number"), lambda row: row["facts"].used),
        (Column(_("Line to the exchange")), lambda row: row["line"]),
        (Column(_("Last answer"), "moment"), lambda row: row["facts"].last_success),
        (Column(_("Oldest unsent, minutes"), "number"), lambda row: row["lag"]),
        (Column(_("Last sign-in"), "moment"), lambda row: row["facts"].last_sign_in),
        (Column(_("Support access until"), "moment"), lambda row: row["facts"].granted_until),
        (Column(_("Opened"), "day"), lambda row: muscat_day(row["tenant"].created_at)),
    ]
    return downloads.table(
        kind, f"tenants-{today().isoformat()}", sheets.listed(_("Tenants"), cells, rows)
    )


def _rows(found: Any) -> list[dict[str, Any]]:
    known = tenants.facts([one.id for one in found])
    return [_row(one, known[one.id]) for one in found]


def _row(one: Any, facts: tenants.Facts) -> dict[str, Any]:
    waits = facts.oldest_unsent
    state, tone = STATES[state_of(one)]
    line, line_tone = LINES[facts.line]
    return {
        "tenant": one, "facts": facts, "kind": _(KINDS[one.kind]), "state": _(state), "tone": tone, "line": _(line),
        "line_tone": line_tone, "plan": showing.plan_name(facts.plan),
        "lag": int((now() - waits).total_seconds() // 60) if waits else None,
    }  # fmt: skip
