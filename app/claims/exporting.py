"""The lists as tables that leave: exactly the rows the pages show, each column with what fills it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.claims import awaiting, queries
from app.claims.queries import ClaimFilter
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column, Table, listed
from app.patients.cells import whose
from app.practitioners.queries import practitioners


def table(wanted: ClaimFilter) -> Table:
    """The whole list, in the order of the page."""
    doctors = {one.id: name_of(one) for one in practitioners()}
    cells: list[Cell] = [
        *_visit(),
        (Column(_("Practitioner"), width=22), lambda one: doctors.get(one.practitioner_id, "")),
        *_standing(),
        (Column(_("Total"), "money", 12), lambda one: one.net),
        (Column(_("Patient share"), "money", 12), lambda one: one.patient_share),
        (Column(_("Insurer share"), "money", 12), lambda one: one.payer_share),
        _approved(),
        *_sending(),
    ]
    return listed(_("Claims"), cells, queries.rows(wanted))


def work_table(which: str) -> Table:
    """A whole list of answers."""
    found = list(awaiting.rows(which))
    reasons, left = awaiting.reasons_of(found), awaiting.days_left(found)
    cells: list[Cell] = [
        *_visit(),
        *_standing(),
        (Column(_("Reasons"), width=24), lambda one: ", ".join(reasons.get(one.id) or _problem(one))),
        (Column(_("Asked of the insurer"), "money", 12), lambda one: one.payer_share),
        _approved(),
        (Column(_("At stake"), "money", 12), awaiting.at_stake),
        (Column(_("Days left"), "number", 10), lambda one: left[one.id]),
        *_sending(),
    ]  # fmt: skip
    return listed(_(awaiting.LISTS[which].label), cells, found)


def _visit() -> list[Cell]:
    return [
        (Column(_("Claim number"), width=18), lambda one: one.number),
        (Column(_("Service date"), "day", 12), lambda one: one.service_date),
        *whose(),
    ]


def _standing() -> list[Cell]:
    decisions = ADJUDICATION_STATUSES
    return [
        (Column(_("Status"), width=12), lambda one: _(CLAIM_STATUSES[one.status].outer)),
        (Column(_("Decision"), width=16), lambda one: _(decisions[one.adjudication].outer)),
    ]


def _approved() -> Cell:
    return Column(_("Approved amount"), "money", 12), lambda one: one.approved


def _sending() -> list[Cell]:
    return [
        (Column(_("Sent at"), "moment", 18), lambda one: one.submitted_at),
        (Column(_("Insurer's number"), width=20), lambda one: one.payer_reference or ""),
    ]


def _problem(one: Any) -> list[str]:
    return [one.problem_code] if one.problem_code else []
