"""Invoices, one invoice, the list behind a line, and the paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.kernel import downloads, pdf
from app.kernel.authz import requires
from app.kernel.sheets import Column, Table
from app.kernel.tags import tag_of
from app.kernel.web import go, neighbours, page, say
from app.plans import billing, printing, queries, showing, wording
from app.plans.cards import gateway, paying
from app.plans.cards.states import CARD_STATUSES
from app.plans.models import UsageEvent
from app.plans.states import FINAL, INVOICE_STATUSES
from app.plans.views import blueprint
from app.reference.queries import all_payers


@blueprint.get("/invoices")
@requires("plans.view")
def invoices() -> Response:
    """Invoices and credit notes, newest first."""
    return page(
        "plans/invoices.html", rows=queries.invoices(), kinds=wording.INVOICE_KINDS,
        tones=wording.TONES, statuses=INVOICE_STATUSES,
    )  # fmt: skip


@blueprint.get("/invoices/<uuid:invoice_id>")
@requires("plans.view")
def invoice(invoice_id: UUID) -> Response:
    """One invoice with its lines."""
    one = queries.invoice(invoice_id)
    rows = queries.lines(one.id)
    lines = showing.in_words(map(billing.line_of, rows), (row.id for row in rows))
    return page(
        "plans/invoice.html", one=one, lines=lines, owed=queries.owed(one), final=one.status == FINAL,
        kind=_(wording.INVOICE_KINDS[one.kind]), state=INVOICE_STATUSES[one.status],
        tone=wording.TONES[one.status], takes_cards=gateway.in_use() is not None,
        cards=paying.of_invoice(one.id), card_tags={name: tag_of(state) for name, state in CARD_STATUSES.items()},
    )  # fmt: skip


@blueprint.get("/invoices/<uuid:invoice_id>/lines/<uuid:line_id>")
@requires("plans.view")
def behind(invoice_id: UUID, line_id: UUID) -> Response:
    """The accepted claims, or the people, that stand behind a line."""
    one, row = queries.invoice(invoice_id), queries.line(invoice_id, line_id)
    found = queries.claims_behind(row.id, request.args.get("cursor"))
    here: dict[str, Any] = {"invoice_id": one.id, "line_id": row.id}
    people = [seat for seat in queries.seats() if row.item == "seats" and _counts(seat, row)]
    return page(
        "plans/behind.html", one=one, line=showing.in_words([billing.line_of(row)])[0], found=found,
        payers=all_payers(), people=showing.sitting(people), around=neighbours(found, ".behind", **here),
        files=downloads.links(".behind_file", **here),
    )  # fmt: skip


@blueprint.get("/invoices/<uuid:invoice_id>/lines/<uuid:line_id>.<any(xlsx, csv):kind>")
@requires("plans.view")
def behind_file(invoice_id: UUID, line_id: UUID, kind: str) -> Response:
    """All accepted claims behind a line as a file."""
    row = queries.line(queries.invoice(invoice_id).id, line_id)
    payers, claims = all_payers(), queries.all_claims_behind(row.id)
    columns = [
        Column(_("Claim")), Column(_("Accepted at"), "moment"), Column(_("Insurer")), Column(_("Message")),
    ]  # fmt: skip
    cells = [
        _cells(one, payers[one.payer_id].name_en if one.payer_id in payers else "")
        for one in claims
    ]
    return downloads.table(kind, "accepted-claims", Table(_("Accepted claims"), columns, cells))


@blueprint.get("/invoices/<uuid:invoice_id>.pdf")
@requires("plans.view")
def paper(invoice_id: UUID) -> Response:
    """The final invoice in both languages on one paper."""
    one = queries.invoice(invoice_id)
    if one.document is None:
        say(_("This invoice is not final yet, so it has no paper."), "warning")
        return go(".invoice", invoice_id=one.id)
    try:
        return downloads.paper(printing.printed(one.document), f"{one.number}.pdf")
    except pdf.PdfUnavailable as problem:
        say(_(problem.sentence), "warning")
        return go(".invoice", invoice_id=one.id)


def _cells(one: UsageEvent, payer: str) -> list[object]:
    return [one.claim_number, one.counted_at, payer, str(one.message_id)]


def _counts(seat: object, row: object) -> bool:
    """Whether a person counted on the first day of a line."""
    joined, left = seat.joined_on, seat.left_on  # type: ignore[attr-defined] # rows of two tables
    first = row.first_day  # type: ignore[attr-defined]
    return bool(joined <= first and (left is None or left > first))
