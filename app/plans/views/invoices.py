"""Invoices, one invoice, and the paper."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from app.kernel import downloads, pdf
from app.kernel.authz import requires
from app.kernel.tags import tag_of
from app.kernel.web import go, page, say
from app.plans import billing, printing, queries, showing, wording
from app.plans.cards import gateway, paying
from app.plans.cards.states import CARD_STATUSES
from app.plans.states import FINAL, INVOICE_STATUSES
from app.plans.views import blueprint


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
    lines = showing.in_words(
        map(billing.line_of, rows), (row.id for row in rows),
        to=lambda _at, line_id: url_for(".behind", invoice_id=one.id, line_id=line_id),
    )  # fmt: skip
    return page(
        "plans/invoice.html", one=one, lines=lines, owed=queries.owed(one), final=one.status == FINAL,
        kind=_(wording.INVOICE_KINDS[one.kind]), state=INVOICE_STATUSES[one.status],
        tone=wording.TONES[one.status], takes_cards=gateway.in_use() is not None,
        cards=paying.of_invoice(one.id), card_tags={name: tag_of(state) for name, state in CARD_STATUSES.items()},
    )  # fmt: skip


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
