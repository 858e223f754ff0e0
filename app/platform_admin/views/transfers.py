"""Money that reached the account: entered by hand, and set against an invoice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy import Row

from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, neighbours, page, say
from app.plans import settling, undoing
from app.plans.reconciling import REASON_WORDS
from app.platform_admin import ledger
from app.platform_admin.money_forms import MatchForm, TakeOffForm, TransferForm
from app.platform_admin.views.pages import blueprint
from app.platform_admin.views.proving import prove, refusals_on


@blueprint.get("/transfers")
@requires("desk.money")
def transfers() -> Response:
    """Everything that came, the newest first, with what is left to be matched."""
    unmatched = "unmatched" in request.args
    found = ledger.transfers(request.args.get("cursor"), unmatched=unmatched)
    kept = {"unmatched": "1"} if unmatched else {}
    return page(
        "platform_admin/transfers.html", rows=found.rows, unmatched=unmatched, reasons=REASON_WORDS,
        **neighbours(found, "platform_admin.transfers", **kept),
    )  # fmt: skip


@blueprint.route("/transfers/new", methods=["GET", "POST"])
@requires("desk.bill")
def enter() -> Response:
    """Write down money that came."""
    form = TransferForm()
    if form.validate_on_submit():
        try:
            identity = settling.enter(form.to_received())
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
        else:
            say(_("The payment is entered. Choose the invoice it pays."))
            return go("platform_admin.match", transfer_id=identity)
    return page("platform_admin/transfer.html", 422 if form.errors else 200, form=form)


@blueprint.route("/transfers/<uuid:transfer_id>/match", methods=["GET", "POST"])
@requires("desk.bill")
def match(transfer_id: UUID) -> Response:
    """Set what is left of it against an open invoice."""
    money, form = ledger.transfer(transfer_id), MatchForm()
    if form.validate_on_submit():
        chosen = form.chosen
        try:
            settling.match(transfer_id, chosen.tenant_id, chosen.id)
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
        else:
            say(_("The payment is set against the invoice."))
            return go("platform_admin.invoice", tenant_id=chosen.tenant_id, invoice_id=chosen.id)
    return page(
        "platform_admin/match.html",
        422 if form.errors else 200,
        form=form,
        money=money,
        reasons=REASON_WORDS,
    )


@blueprint.route(
    "/tenants/<uuid:tenant_id>/payments/<uuid:payment_id>/take-off", methods=["GET", "POST"]
)
@requires("desk.bill")
def take_off(tenant_id: UUID, payment_id: UUID) -> Response:
    """Take a transfer off the wrong invoice, by a fresh proof: its tenant owes again."""
    form, money = TakeOffForm(), ledger.payment(tenant_id, payment_id)
    if form.validate_on_submit():
        with refusals_on(form):
            prove(form)
            undoing.take_off(tenant_id, payment_id, form.reason.data)
            say(_("The payment is taken off. Choose the invoice it pays."))
            return go("platform_admin.match", transfer_id=money.transfer_id)
    return _take_off_page(form, money)


def _take_off_page(form: TakeOffForm, money: Row[Any]) -> Response:
    return page(
        "platform_admin/take_off.html", 422 if form.errors else 200, form=form, money=money,
        tenant=ledger.tenant(money.tenant_id),
    )  # fmt: skip
