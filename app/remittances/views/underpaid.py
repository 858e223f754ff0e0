"""Lines paid too low: the list, its file, one such line, giving the difference up, drafting the complaint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims.queries import claim as claim_of
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import name_of
from app.kernel.sheets import Column, Table
from app.kernel.web import asked, go, in_words, neighbours, page, say
from app.remittances import queries, settling, underpaid, wording
from app.remittances.forms import ReasonForm, read_underpaid
from app.remittances.underpaid import UnderpaidFilter
from app.remittances.views.desk import blueprint, tabs

# The pages of a complaint, in the package beside this one.
CHOOSE, DISPUTE = "disputes.choose", "disputes.show"
FILTERS = ("status", "payer")


@blueprint.get("/underpaid")
@requires("payments.view")
def underpaid_list() -> Response:
    """Lines that were paid below what was agreed or approved, the dearest first."""
    form = read_underpaid(request.args)
    found = underpaid.page(form.wanted, request.args.get("cursor"))
    claims, names = (
        queries.claims_by_id({one.claim_id for one in found.rows}),
        wording.payer_names(),
    )
    narrowed = asked(FILTERS)
    return page(
        "remittances/underpaid.html", tabs=tabs(), form=form, narrowed=bool(narrowed),
        rows=[{"one": one, "claim": claims[one.claim_id], "payer": names.get(one.payer_id, "")} for one in found.rows],
        together=underpaid.waiting(form.wanted),
        **neighbours(found, ".underpaid_list", **narrowed), **downloads.links(".export_underpaid", **narrowed),
    )  # fmt: skip


@blueprint.get("/underpaid.<any(xlsx, csv):kind>")
@requires("payments.view", fresh="file")
def export_underpaid(kind: str) -> Response:
    """Exactly what the list shows, all pages of it."""
    wanted = read_underpaid(request.args).wanted
    note_read("remittance.exported", "remittance", None, kind=kind)
    columns = [
        Column(_("Claim number"), width=20), Column(_("Line"), "number", 8), Column(_("Insurer"), width=20),
        Column(_("Measured by"), width=14), Column(_("Due"), "money", 14), Column(_("Paid"), "money", 14),
        Column(_("Difference"), "money", 14), Column(_("Status"), width=20), Column(_("Reason"), width=30),
    ]  # fmt: skip
    content = Table(_("Paid too low"), columns, _lines(wanted))
    return downloads.table(kind, f"paid-too-low-{today().isoformat()}", content)


def _lines(wanted: UnderpaidFilter) -> Iterator[list[Any]]:
    names = wording.payer_names()
    for number, one in underpaid.rows(wanted):
        yield [
            number, one.line, names.get(one.payer_id, ""), _(wording.BASES[one.basis]), one.expected, one.paid,
            one.difference, _(wording.UNDERPAID[one.status]), one.answer,
        ]  # fmt: skip


@blueprint.get("/underpaid/<uuid:underpayment_id>")
@requires("payments.view")
def underpayment(underpayment_id: UUID) -> Response:
    """One such line, with the words of a complaint ready."""
    return _underpayment(underpayment_id, ReasonForm(formdata=None))


def _underpayment(underpayment_id: UUID, form: ReasonForm, status: int = 200) -> Response:
    one = underpaid.underpayment(underpayment_id)
    claim = claim_of(one.claim_id)
    line = next((line for line in claim.lines if line.sequence == one.line), None)
    return page(
        "remittances/underpayment.html", status, one=one, claim=claim, form=form, line=line,
        service=name_of(line) if line else "", payer=wording.payer_names().get(one.payer_id, ""),
        words=wording.complaint_words(underpaid.complaint(one, claim)), dispute_url=url_for(CHOOSE, claim_id=claim.id),
    )  # fmt: skip


@blueprint.post("/underpaid/<uuid:underpayment_id>/let-go")
@requires("payments.write_off")
def let_underpayment_go(underpayment_id: UUID) -> Response:
    """Give the difference up, with a reason."""
    underpaid.underpayment(underpayment_id)
    form = ReasonForm()
    if not form.validate():
        return _underpayment(underpayment_id, form, 422)
    try:
        settling.let_underpayment_go(underpayment_id, form.reason.data)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".underpayment", underpayment_id=underpayment_id)
    say(_("The difference is given up. It stands in the account with its reason."))
    return go(".underpaid_list")


@blueprint.post("/underpaid/<uuid:underpayment_id>/disputed")
@requires("payments.match")
def mark_disputed(underpayment_id: UUID) -> Response:
    """Draft the complaint about it: the line, the words with the amounts, the contract's papers."""
    one = underpaid.underpayment(underpayment_id)
    words = wording.complaint_words(underpaid.complaint(one, claim_of(one.claim_id)))
    try:
        drafted = underpaid.dispute(underpayment_id, words, _("The payment came after the window."))
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".underpayment", underpayment_id=underpayment_id)
    say(
        _(
            "The complaint is drafted. Read it, see that the contract's page is with it, and send it."
        )
    )
    return go(DISPUTE, dispute_id=drafted)
