"""The list of remittances, what it comes to, and the same list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.sheets import Column, Table
from app.kernel.web import asked, neighbours, page
from app.remittances import queries, wording
from app.remittances.forms import read_filters
from app.remittances.queries import RemittanceFilter
from app.remittances.views.desk import blueprint, tabs

DAYS = [f"{name}{part}" for name in ("first", "last") for part in ("", "-day", "-month", "-year")]
FILTERS = ("reference", "status", "payer", "bank", *DAYS)


@blueprint.get("/")
@requires("payments.view")
def index() -> Response:
    """What insurers paid, the newest first."""
    form = read_filters(request.args)
    found = queries.page(form.wanted, request.args.get("cursor"))
    names, narrowed = wording.payer_names(), asked(FILTERS)
    return page(
        "remittances/index.html",
        form=form,
        tabs=tabs(),
        figures=queries.figures(),
        rows=[_row(one, names) for one in found.rows],
        narrowed=bool(narrowed),
        **neighbours(found, "remittances.index", **narrowed),
        **downloads.links(".export", **narrowed),
    )


def _row(one: Any, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "one": one,
        "payer": names.get(one.payer_id, ""),
        "status": wording.status_tag(one.status),
        "problem": wording.problem_words(one.problem),
    }


@blueprint.get("/export.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    wanted = read_filters(request.args).wanted
    note_read("remittance.exported", "remittance", None, kind=kind)
    columns = [
        Column(_("Number"), width=24), Column(_("Payment"), width=24), Column(_("Insurer"), width=20),
        Column(_("Day of payment"), "day", 14), Column(_("Amount"), "money", 14), Column(_("Status"), width=14),
        Column(_("Waiting lines"), "number", 12), Column(_("On the bank statement"), width=18), Column(_("Received at"), "moment", 18),
    ]  # fmt: skip
    name = f"remittances-{today().isoformat()}"
    return downloads.table(kind, name, Table(_("Remittances"), columns, _lines(wanted)))


def _lines(wanted: RemittanceFilter) -> Iterator[list[Any]]:
    names = wording.payer_names()
    for one in queries.rows(wanted):
        yield [
            one.reference, one.payment_reference, names.get(one.payer_id, ""), one.paid_on, one.amount,
            wording.status_tag(one.status).label, one.waiting, _("Yes") if one.bank_line_id else _("No"), one.received_at,
        ]  # fmt: skip
