"""The report of a batch: the same totals on paper, in the table and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.batches import queries, rules, wording
from app.batches.models import Batch
from app.batches.progress import Line, progress
from app.batches.queries import Item
from app.claims.states import ADJUDICATION_STATUSES
from app.kernel import pdf
from app.kernel.clock import now
from app.kernel.pagewords import either, name_of
from app.kernel.sheets import Column, Table
from app.tenants.queries import tenant

TEMPLATE = "print/batches/report.html"
# A paper lists so many of those that need a person; the table holds every claim.
MOST_ON_PAPER = 200


def pdf_of(batch: Batch) -> bytes:
    """The report on A4 in the language of the request. Raises PdfUnavailable."""
    return pdf.render(TEMPLATE, **values(batch))


def values(batch: Batch) -> dict[str, Any]:
    """What the paper says; no record of the database goes into the template."""
    found, house, who = progress(batch), tenant(), queries.starter(batch)
    names = wording.payer_names()
    returned = queries.items(batch.id, limit=MOST_ON_PAPER, stages=tuple(rules.NEEDS_FIX))
    return {
        "number": batch.number,
        "state": wording.status_tag(batch.status).label,
        "issuer": {"name": name_of(house), "licence": house.provider_licence},
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "who": name_of(who) if who else "",
        "stages": [
            {"label": _(rules.STAGES[one].outer), "count": found.whole.stages[one]}
            for one in found.shown
        ],
        "payers": sorted(
            (_line(names[key], line) for key, line in found.payers.items()),
            key=lambda row: row["name"],
        ),
        "whole": _line("", found.whole),
        "kept_out": wording.kept_out(batch.kept_out),
        "returned": [wording.item(one, names) for one in returned],
        "more_returned": max(0, found.to_fix - len(returned)),
        "printed_at": now(),
    }


def _line(name: str, line: Line) -> dict[str, Any]:
    return {
        "name": name,
        "count": line.count,
        "gone": line.at(rules.GONE),
        "net": line.net,
        "payer_share": line.payer_share,
        "approved": line.approved,
        "to_fix": line.at(rules.NEEDS_FIX),
    }


def columns() -> list[Column]:
    """The headings in the page's language."""
    return [
        Column(_("Place"), "number", 8),
        Column(_("Claim number"), width=18),
        Column(_("Service date"), "day", 12),
        Column(_("File number"), width=12),
        Column(_("Patient"), width=28),
        Column(_("Insurer"), width=18),
        Column(_("In this batch"), width=16),
        Column(_("Decision"), width=16),
        Column(_("Total"), "money", 12),
        Column(_("Insurer share"), "money", 12),
        Column(_("Approved amount"), "money", 12),
        Column(_("Queued at"), "moment", 18),
        Column(_("Insurer's number"), width=20),
        Column(_("Reason"), width=40),
    ]


def table_of(batch: Batch) -> Table:
    """Every claim, and the sums in the last line."""
    return Table(batch.number, columns(), _rows(batch))


def _rows(batch: Batch) -> Iterator[Sequence[Any]]:
    names = wording.payer_names()
    for one in queries.every_item(batch.id):
        yield _row(one, names)
    whole = progress(batch).whole
    yield (
        None, _("Together"), None, None, None, None, None, None,
        whole.net, whole.payer_share, whole.approved, None, None, None,
    )  # fmt: skip


def _row(one: Item, names: dict[Any, str]) -> Sequence[Any]:
    patient = either(one.patient_en, one.patient_ar)
    return (
        one.position, one.number, one.service_date, one.file_number, patient, names[one.payer_id],
        _(rules.STAGES[one.stage].outer), _(ADJUDICATION_STATUSES[one.adjudication].outer),
        one.net, one.payer_share, one.approved, one.submitted_at, one.payer_reference,
        wording.plain_reason(one),
    )  # fmt: skip
