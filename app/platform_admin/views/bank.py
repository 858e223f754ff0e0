"""A statement of the operator's bank: imported once, and what it brought."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.banking.statements import WrongCell
from app.banking.wording import COLUMN_WORDS
from app.kernel.authz import requires
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, neighbours, page, say
from app.plans import bank_import
from app.plans.errors import BankFileKnown
from app.plans.reconciling import REASON_WORDS
from app.platform_admin import ledger
from app.platform_admin.money_forms import BankFileForm
from app.platform_admin.views.pages import blueprint

MOST_WRONG = 100


@blueprint.route("/transfers/import", methods=["GET", "POST"])
@requires("desk.bill")
def import_bank() -> Response:
    """Choose a statement; its credits are entered, and what is certain is matched."""
    wrong: list[WrongCell] = []
    form, first = BankFileForm(), None
    if form.validate_on_submit():
        try:
            done, wrong = bank_import.import_file(
                form.file.data.filename or "", form.file.data.read()
            )
        except DomainError as refusal:
            db.session.rollback()
            answer(form, refusal)
            first = refusal.first if isinstance(refusal, BankFileKnown) else None
        else:
            if done is not None:
                say(_("The statement is imported. What was certain is set against its invoices."))
                return go("platform_admin.bank_file", file_id=done.file_id)
    return _choosing(form, wrong, first)


def _choosing(form: BankFileForm, wrong: list[WrongCell], first: object) -> Response:
    known = url_for("platform_admin.bank_file", file_id=first) if first else None
    return page(
        "platform_admin/bank_import.html", 422 if form.errors or wrong else 200, form=form,
        wrong=wrong[:MOST_WRONG], columns=COLUMN_WORDS, first_url=known,
    )  # fmt: skip


@blueprint.get("/transfers/files/<uuid:file_id>")
@requires("desk.money")
def bank_file(file_id: UUID) -> Response:
    """What a statement brought, with the reason of each match, and the way on for what is not matched."""
    one = ledger.bank_file(file_id)
    found = ledger.transfers_of(file_id, request.args.get("cursor"))
    return page(
        "platform_admin/bank_file.html", one=one, rows=found.rows, reasons=REASON_WORDS,
        **neighbours(found, "platform_admin.bank_file", file_id=file_id),
    )  # fmt: skip
