"""Month by month; and credits of the bank and months as files."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel import downloads, sheets
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.sheets import Cell, Column
from app.kernel.web import page
from app.remittances import bank, expecting, wording
from app.remittances.bank_models import BankLine, BankStatement
from app.remittances.views.desk import blueprint, tabs
from app.tenants.scope import find


@blueprint.get("/bank/credits.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export_credits(kind: str) -> Response:
    """Every credit that no remittance explains."""
    note_read("bank.exported", "bank_statement", None, kind=kind)
    return _credits(kind, _("Credits that no remittance explains"), "open-credits", bank.all_credits())  # fmt: skip


@blueprint.get("/bank/statements/<uuid:statement_id>/credits.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export_statement(statement_id: UUID, kind: str) -> Response:
    """Every credit of a statement, and what became of it."""
    found = find(BankStatement, statement_id)
    note_read("bank.exported", "bank_statement", found.id, kind=kind)
    return _credits(kind, _("Credits of the statement"), "statement", bank.all_credits(found.id))


def _credits(kind: str, title: str, name: str, found: Iterable[BankLine]) -> Response:
    cells: list[Cell] = [
        (Column(_("Day"), "day", 12), lambda one: one.booked_on),
        (Column(_("Amount"), "money", 14), lambda one: one.amount),
        (Column(_("Reference"), width=24), lambda one: one.reference),
        (Column(_("Description"), width=40), lambda one: one.words),
        (Column(_("Status"), width=14), lambda one: wording.credit_tag(one.status)[0]),
        (Column(_("May be"), "number", 8), lambda one: len(one.candidates)),
    ]
    table = sheets.listed(title, cells, found)
    return downloads.table(kind, f"{name}-{today().isoformat()}", table)


@blueprint.get("/months")
@requires("payments.view")
def months() -> Response:
    """Claims, remittances and the bank side by side, month by month."""
    return page("remittances/months.html", tabs=tabs(), months=expecting.months(), **downloads.links(".export_months"))  # fmt: skip


@blueprint.get("/months.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export_months(kind: str) -> Response:
    """The same months as a file."""
    note_read("remittance.exported", "remittance", None, kind=kind)
    cells: list[Cell] = [
        (Column(_("Month"), width=10), lambda one: one.begins.strftime("%Y-%m")),
        (Column(_("Approved amount"), "money", 16), lambda one: one.approved),
        (Column(_("Remitted"), "money", 16), lambda one: one.remitted),
        (Column(_("On the statement"), "money", 16), lambda one: one.banked),
        (Column(_("Not on the statement"), "money", 16), lambda one: one.missing),
    ]
    table = sheets.listed(_("Month by month"), cells, expecting.months())
    return downloads.table(kind, f"months-{today().isoformat()}", table)
