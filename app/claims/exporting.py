"""The list as a table that leaves: exactly the rows the filters show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.claims import awaiting, queries
from app.claims.queries import ClaimFilter
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.kernel.pagewords import either, name_of
from app.kernel.sheets import Column, Table
from app.practitioners.queries import practitioners


def columns() -> list[Column]:
    """The headings in the page's language."""
    return [
        Column(_("Claim number"), width=18),
        Column(_("Service date"), "day", 12),
        Column(_("File number"), width=12),
        Column(_("Patient"), width=28),
        Column(_("Insurer"), width=18),
        Column(_("Practitioner"), width=22),
        Column(_("Status"), width=12),
        Column(_("Decision"), width=16),
        Column(_("Total"), "money", 12),
        Column(_("Patient share"), "money", 12),
        Column(_("Insurer share"), "money", 12),
        Column(_("Approved amount"), "money", 12),
        Column(_("Sent at"), "moment", 18),
        Column(_("Insurer's number"), width=20),
    ]


def rows(wanted: ClaimFilter) -> Iterator[Sequence[Any]]:
    """One line per claim, in the order of the page."""
    doctors = {one.id: name_of(one) for one in practitioners()}
    for one in queries.rows(wanted):
        yield (
            one.number, one.service_date, one.file_number,
            either(one.patient_en, one.patient_ar),
            either(one.payer_en, one.payer_ar),
            doctors.get(one.practitioner_id, ""),
            _(CLAIM_STATUSES[one.status].outer), _(ADJUDICATION_STATUSES[one.adjudication].outer),
            one.net, one.patient_share, one.payer_share, one.approved,
            one.submitted_at, one.payer_reference or "",
        )  # fmt: skip


def table(wanted: ClaimFilter) -> Table:
    """The whole list."""
    return Table(_("Claims"), columns(), rows(wanted))


def work_columns() -> list[Column]:
    """The headings of a list of answers, in the page's language."""
    return [
        Column(_("Claim number"), width=18),
        Column(_("Service date"), "day", 12),
        Column(_("File number"), width=12),
        Column(_("Patient"), width=28),
        Column(_("Insurer"), width=18),
        Column(_("Status"), width=12),
        Column(_("Decision"), width=16),
        Column(_("Reasons"), width=24),
        Column(_("Asked of the insurer"), "money", 12),
        Column(_("Approved amount"), "money", 12),
        Column(_("At stake"), "money", 12),
        Column(_("Days left"), "number", 10),
        Column(_("Sent at"), "moment", 18),
        Column(_("Insurer's number"), width=20),
    ]


def work_rows(which: str) -> Iterator[Sequence[Any]]:
    """One line per claim of a list of answers."""
    found = list(awaiting.rows(which))
    reasons, left = awaiting.reasons_of(found), awaiting.days_left(found)
    for one in found:
        codes = reasons.get(one.id) or ([one.problem_code] if one.problem_code else [])
        yield (
            one.number, one.service_date, one.file_number,
            either(one.patient_en, one.patient_ar),
            either(one.payer_en, one.payer_ar),
            _(CLAIM_STATUSES[one.status].outer), _(ADJUDICATION_STATUSES[one.adjudication].outer),
            ", ".join(codes), one.payer_share, one.approved, awaiting.at_stake(one), left[one.id],
            one.submitted_at, one.payer_reference or "",
        )  # fmt: skip


def work_table(which: str) -> Table:
    """A whole list of answers."""
    return Table(_(awaiting.LISTS[which].label), work_columns(), work_rows(which))
