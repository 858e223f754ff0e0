"""The list of disputes as a table that leaves: exactly the rows the filters show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.disputes import queries, wording
from app.disputes.queries import DisputeFilter
from app.kernel.pagewords import either
from app.kernel.sheets import Column, Table


def columns() -> list[Column]:
    """The headings in the page's language."""
    return [
        Column(_("Kind"), width=14),
        Column(_("State"), width=16),
        Column(_("Disputed claim"), width=18),
        Column(_("Sent as claim"), width=18),
        Column(_("Service date"), "day", 12),
        Column(_("File number"), width=12),
        Column(_("Patient"), width=28),
        Column(_("Insurer"), width=18),
        Column(_("At stake"), "money", 12),
        Column(_("Recovered"), "money", 12),
        Column(_("Begun"), "moment", 18),
        Column(_("Sent at"), "moment", 18),
        Column(_("Decided at"), "moment", 18),
        Column(_("Window until"), "day", 12),
    ]


def rows(wanted: DisputeFilter) -> Iterator[Sequence[Any]]:
    """One line per dispute, in the order of the page."""
    for one in queries.rows(wanted):
        yield (
            wording.kind_words(one.kind), wording.tag(one.status).label, one.claim_number,
            one.following_number, one.service_date, one.file_number,
            either(one.patient_en, one.patient_ar),
            either(one.payer_en, one.payer_ar), one.at_stake, one.recovered,
            one.opened_at, one.sent_at, one.decided_at, one.window_until,
        )  # fmt: skip


def table(wanted: DisputeFilter) -> Table:
    """The whole list."""
    return Table(_("Corrections and complaints"), columns(), rows(wanted))
