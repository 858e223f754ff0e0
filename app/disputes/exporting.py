"""The list of disputes as a table that leaves: exactly the rows the filters show."""

from __future__ import annotations

from flask_babel import gettext as _

from app.disputes import queries, wording
from app.disputes.queries import DisputeFilter
from app.kernel.sheets import Cell, Column, Table, listed
from app.patients.cells import whose


def table(wanted: DisputeFilter) -> Table:
    """The whole list, in the order of the page."""
    cells: list[Cell] = [
        (Column(_("Kind"), width=14), lambda one: wording.kind_words(one.kind)),
        (Column(_("State"), width=16), lambda one: wording.tag(one.status).label),
        (Column(_("Disputed claim"), width=18), lambda one: one.claim_number),
        (Column(_("Sent as claim"), width=18), lambda one: one.following_number),
        (Column(_("Service date"), "day", 12), lambda one: one.service_date),
        *whose(),
        (Column(_("At stake"), "money", 12), lambda one: one.at_stake),
        (Column(_("Recovered"), "money", 12), lambda one: one.recovered),
        (Column(_("Begun"), "moment", 18), lambda one: one.opened_at),
        (Column(_("Sent at"), "moment", 18), lambda one: one.sent_at),
        (Column(_("Decided at"), "moment", 18), lambda one: one.decided_at),
        (Column(_("Window until"), "day", 12), lambda one: one.window_until),
    ]
    return listed(_("Corrections and complaints"), cells, queries.rows(wanted))
