"""The lists as tables that leave: exactly the rows the pages show, each column with what fills it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from flask_babel import gettext as _

from app.claims import awaiting, parts, queries
from app.claims.queries import ClaimFilter
from app.claims.states import ADJUDICATION_STATUSES, CLAIM_STATUSES
from app.kernel.pagewords import name_of
from app.kernel.sheets import Cell, Column, Table, listed
from app.patients.cells import whose
from app.practitioners.queries import practitioners


def table(wanted: ClaimFilter) -> Table:
    """The whole list, in the order of the page, with the columns that other packages add to it."""
    further = _Further()
    doctors = {one.id: name_of(one) for one in practitioners()}
    cells: list[Cell] = [
        *_visit(),
        (Column(_("Practitioner"), width=22), lambda one: doctors.get(one.practitioner_id, "")),
        *_standing(),
        (Column(_("Total"), "money", 12), lambda one: one.net),
        (Column(_("Patient share"), "money", 12), lambda one: one.patient_share),
        (Column(_("Insurer share"), "money", 12), lambda one: one.payer_share),
        _approved(),
        *further.cells(),
        *_sending(),
    ]
    return listed(_("Claims"), cells, further.beside(queries.rows(wanted)))


class _Further:
    """The further columns: each answers for many rows at once, and for those of a step only."""

    def __init__(self) -> None:
        self._now = parts.columns_for(())

    def beside(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows, each while its step's answers are known."""
        left = iter(rows)
        while step := list(islice(left, queries.EXPORT_STEP)):
            self._now = parts.columns_for([one.id for one in step])
            yield from step

    def cells(self) -> list[Cell]:
        """A column of words each."""
        return [
            (Column(label, width=18), partial(self._said, place))
            for place, (label, _found) in enumerate(self._now)
        ]

    def _said(self, place: int, one: Any) -> str:
        cell = self._now[place][1].get(one.id)
        return cell.label if cell else ""


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
        *_time(which, left),
        *_sending(),
    ]  # fmt: skip
    return listed(_(awaiting.LISTS[which].label), cells, found)


def _time(which: str, left: dict[Any, int | None]) -> list[Cell]:
    """What the page says of the time: how long nobody has answered, or how long one may still answer."""
    if which != awaiting.SILENT:
        return [(Column(_("Days left"), "number", 10), lambda one: left[one.id])]
    return [
        (
            Column(_("Days without an answer"), "number", 10),
            lambda one: awaiting.days_silent(one.submitted_at),
        ),
        (Column(_("Last asked"), "moment", 18), lambda one: one.status_asked_at),
    ]


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
