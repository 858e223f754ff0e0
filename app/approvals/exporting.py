"""The list as a table that leaves: exactly the rows the filters show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.approvals import queries, wording
from app.approvals.queries import ApprovalFilter
from app.approvals.rules import status_on
from app.approvals.states import STATUSES
from app.kernel.clock import today
from app.kernel.pagewords import either, name_of
from app.kernel.sheets import Column, Table
from app.practitioners.queries import practitioners


def columns() -> list[Column]:
    """The headings in the page's language."""
    return [
        Column(_("Approval number"), width=18),
        Column(_("Asked at"), "moment", 18),
        Column(_("Kind of care"), width=14),
        Column(_("File number"), width=12),
        Column(_("Patient"), width=28),
        Column(_("Insurer"), width=18),
        Column(_("Practitioner"), width=22),
        Column(_("Status"), width=14),
        Column(_("Insurer's number"), width=20),
        Column(_("Valid from"), "day", 12),
        Column(_("Valid until"), "day", 12),
        Column(_("Asked for"), "money", 12),
        Column(_("Approved amount"), "money", 12),
        Column(_("Answered at"), "moment", 18),
    ]


def rows(wanted: ApprovalFilter) -> Iterator[Sequence[Any]]:
    """One line per approval, in the order of the page."""
    day = today()
    doctors = {one.id: name_of(one) for one in practitioners()}
    for one in queries.rows(wanted):
        yield (
            one.number, one.created_at, str(wording.KINDS[one.kind]), one.file_number,
            either(one.patient_en, one.patient_ar),
            either(one.payer_en, one.payer_ar), doctors.get(one.practitioner_id, ""),
            _(STATUSES[status_on(one.status, one.valid_to, day)].outer), one.payer_reference or "",
            one.valid_from, one.valid_to, one.net, one.approved, one.answered_at,
        )  # fmt: skip


def table(wanted: ApprovalFilter) -> Table:
    """The whole list."""
    return Table(_("Approvals"), columns(), rows(wanted))
