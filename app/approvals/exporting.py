"""The list as a table that leaves: exactly the rows the filters show."""

from __future__ import annotations

from flask_babel import gettext as _

from app.approvals import queries, wording
from app.approvals.queries import ApprovalFilter
from app.approvals.rules import status_on
from app.approvals.states import STATUSES
from app.kernel.clock import today
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column, Table, listed
from app.patients.cells import whose
from app.practitioners.queries import practitioners


def table(wanted: ApprovalFilter) -> Table:
    """The whole list, in the order of the page."""
    day = today()
    doctors = {one.id: name_of(one) for one in practitioners()}
    cells: list[Cell] = [
        (Column(_("Approval number"), width=18), lambda one: one.number),
        (Column(_("Asked at"), "moment", 18), lambda one: one.created_at),
        (Column(_("Kind of care"), width=14), lambda one: str(wording.KINDS[one.kind])),
        *whose(),
        (Column(_("Practitioner"), width=22), lambda one: doctors.get(one.practitioner_id, "")),
        (Column(_("Status"), width=14), lambda one: _(STATUSES[status_on(one.status, one.valid_to, day)].outer)),
        (Column(_("Insurer's number"), width=20), lambda one: one.payer_reference or ""),
        (Column(_("Valid from"), "day", 12), lambda one: one.valid_from),
        (Column(_("Valid until"), "day", 12), lambda one: one.valid_to),
        (Column(_("Asked for"), "money", 12), lambda one: one.net),
        (Column(_("Approved amount"), "money", 12), lambda one: one.approved),
        (Column(_("Answered at"), "moment", 18), lambda one: one.answered_at),
    ]  # fmt: skip
    return listed(_("Approvals"), cells, queries.rows(wanted))
