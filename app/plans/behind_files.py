"""The list behind a line as a file: claims by number, people with their days, the days of a fee. Nothing of a patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from app.kernel import downloads, sheets
from app.kernel.pagewords import language
from app.kernel.sheets import Cell, Column
from app.plans import behind, showing
from app.plans.behind import Behind
from app.reference.queries import all_payers


def file_of(found: Behind, kind: str, *, named: bool) -> Response:
    """All of the list; people by name only for their own tenant (`named`)."""
    if found.fee_days:
        return _days(found, kind)
    if found.day is None:
        return _claims(found, kind)
    return _people(found, kind, named=named)


def _days(found: Behind, kind: str) -> Response:
    cells: list[Cell] = [
        (Column(_("Day"), "day"), lambda one: one.day),
        (Column(_("Amount"), "money"), lambda one: one.amount),
        (Column(_("Up to this day"), "money"), lambda one: one.so_far),
    ]
    table = sheets.listed(_("Days of the fee"), cells, found.fee_days)
    return downloads.table(kind, "days-of-the-fee", table)


def _claims(found: Behind, kind: str) -> Response:
    payers = all_payers()
    cells: list[Cell] = [
        (Column(_("Claim")), lambda one: one.claim_number),
        (Column(_("Accepted at"), "moment"), lambda one: one.counted_at),
        (Column(_("Insurer")), lambda one: payers[one.payer_id].name_en if one.payer_id in payers else ""),
        (Column(_("Message")), lambda one: str(one.message_id)),
    ]  # fmt: skip
    table = sheets.listed(_("Accepted claims"), cells, behind.all_claims(found))
    return downloads.table(kind, "accepted-claims", table)


def _people(found: Behind, kind: str, *, named: bool) -> Response:
    rows: Sequence[Any] = behind.people(found)
    cells: list[Cell] = [
        (Column(_("Counts from"), "day"), lambda one: one.joined_on),
        (Column(_("Left on"), "day"), lambda one: one.left_on),
    ]
    if named:
        spoken = language()
        cells.insert(0, (Column(_("Name"), width=32), lambda one: one.name.in_language(spoken)))
        rows = showing.sitting(rows)
    table = sheets.listed(_("Users who count"), cells, rows)
    return downloads.table(kind, "users-who-count", table)
