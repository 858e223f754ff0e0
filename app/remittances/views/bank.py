"""The bank beside the remittances: a statement imported, credits ticked off, what neither side explains."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.banking import statements
from app.banking.statements import WrongCell
from app.banking.wording import COLUMN_WORDS
from app.kernel import downloads
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.pagewords import isolate, number
from app.kernel.paging import PAGE_SIZE
from app.kernel.web import answer, go, in_words, neighbours, page, refusals_said, say
from app.remittances import bank, wording
from app.remittances.bank_matching import REASON_WORDS
from app.remittances.bank_models import BankLine, BankStatement
from app.remittances.errors import FileKnown
from app.remittances.forms import UNBANKED, BankFileForm, ColumnsForm, CreditForm, ReasonForm
from app.remittances.models import Remittance
from app.remittances.views.desk import blueprint, tabs
from app.tenants.scope import find


@blueprint.get("/bank")
@requires("payments.view")
def bank_page() -> Response:
    """What neither side explains: credits without a remittance, remittances without a credit."""
    found, names = bank.open_credits(request.args.get("cursor")), wording.payer_names()
    waiting = bank.waiting_remittances(PAGE_SIZE + 1)
    return page(
        "remittances/bank.html", tabs=tabs(), credits=[_credit(one) for one in found.rows],
        waiting=[{"one": one, "payer": names.get(one.payer_id, "")} for one in waiting[:PAGE_SIZE]],
        more_waiting=len(waiting) > PAGE_SIZE, unbanked_url=url_for(".index", bank=UNBANKED),
        **neighbours(found, ".bank_page"), **downloads.links(".export_credits"),
    )  # fmt: skip


def _credit(line: BankLine) -> dict[str, Any]:
    return {"one": line, "candidates": len(line.candidates)}


@blueprint.route("/bank/import", methods=["GET", "POST"])
@requires("payments.import")
def import_bank() -> Response:
    """Choose a statement of the bank."""
    form, first = BankFileForm(), None
    if form.validate_on_submit():
        file = form.file.data
        try:
            kept = bank.upload(file.filename or "", file.read())
        except FileKnown as refusal:
            answer(form, refusal)
            first = url_for(".statement", statement_id=refusal.first)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            return go(".statement", statement_id=kept.id)
    status = 422 if form.errors else 200
    return page("remittances/bank_import.html", status, form=form, first_url=first)


@blueprint.get("/bank/statements/<uuid:statement_id>")
@requires("payments.view")
def statement(statement_id: UUID) -> Response:
    """A statement: its columns while they are asked for, then its credits."""
    found = find(BankStatement, statement_id)
    form = ColumnsForm(formdata=None, data=found.columns)
    return _statement(found, form, [])


def _statement(
    found: BankStatement, form: ColumnsForm, wrong: list[WrongCell], status: int = 200
) -> Response:
    cells = found.cells or []
    place, names = statements.headings(cells)
    form.offer(names)
    here: dict[str, Any] = {"statement_id": found.id}
    lines = bank.credits_page(found.id, request.args.get("cursor"))
    return page(
        "remittances/statement.html", status, found=found, form=form, wrong=wrong[:100], column_words=COLUMN_WORDS,
        columns=[{"label": isolate(one) if one else number(place)} for place, one in enumerate(names, start=1)], names=names,
        sample=cells[place + 1 : place + 6], lines=lines.rows, state_of=wording.credit_tag,
        **neighbours(lines, ".statement", **here), **downloads.links(".export_statement", **here),
    )  # fmt: skip


@blueprint.post("/bank/statements/<uuid:statement_id>")
@requires("payments.import")
def import_statement(statement_id: UUID) -> Response:
    """Read the credits by the columns chosen."""
    found, form = find(BankStatement, statement_id), ColumnsForm()
    form.offer(statements.headings(found.cells or [])[1])
    if not form.validate():
        return _statement(found, form, [], 422)
    try:
        wrong = bank.import_statement(statement_id, form.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _statement(found, form, [], 422)
    if wrong:
        return _statement(found, form, wrong, 422)
    say(_("The statement is imported. What was certain is ticked off."))
    return go(".statement", statement_id=statement_id)


@blueprint.get("/bank/lines/<uuid:line_id>")
@requires("payments.view")
def credit(line_id: UUID) -> Response:
    """One credit: the remittances it brought, and those it may be."""
    return _credit_page(line_id, CreditForm(formdata=None), ReasonForm(formdata=None))


def _credit_page(line_id: UUID, form: CreditForm, reason: ReasonForm, status: int = 200) -> Response:  # fmt: skip
    line, names = find(BankLine, line_id), wording.payer_names()
    candidates = [
        {"one": one, "payer": names.get(one.payer_id, ""), "reasons": _(", ").join(_(REASON_WORDS[r]) for r in reasons)}
        for one, reasons in bank.candidates_of(line)
    ]  # fmt: skip
    return page(
        "remittances/credit.html", status, line=line, form=form, reason=reason, candidates=candidates,
        brought=bank.brought_by(line.id), left=bank.difference(line), payers=names,
    )  # fmt: skip


@blueprint.post("/bank/lines/<uuid:line_id>/tick")
@requires("payments.match")
def tick(line_id: UUID) -> Response:
    """This credit brought the remittance of this number."""
    find(BankLine, line_id)
    form = CreditForm()
    if not form.validate():
        return _credit_page(line_id, form, ReasonForm(formdata=None), 422)
    try:
        bank.tick_numbered(line_id, form.number.data)
    except DomainError as refusal:
        answer(form, refusal)
        return _credit_page(line_id, form, ReasonForm(formdata=None), 422)
    say(_("Ticked off."))
    return go(".credit", line_id=line_id)


@blueprint.post("/bank/lines/<uuid:line_id>/disown")
@requires("payments.match")
def disown_credit(line_id: UUID) -> Response:
    """The credit is no insurer's money."""
    find(BankLine, line_id)
    form = ReasonForm()
    if not form.validate():
        return _credit_page(line_id, CreditForm(formdata=None), form, 422)
    try:
        bank.disown(line_id, form.reason.data)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".credit", line_id=line_id)
    say(_("The credit is left out. It brought no remittance."))
    return go(".bank_page")


@blueprint.post("/<uuid:remittance_id>/untick")
@requires("payments.match")
def untick(remittance_id: UUID) -> Response:
    """The remittance is not on the statement after all."""
    find(Remittance, remittance_id)
    with refusals_said():
        bank.untick(remittance_id)
    return go(".show", remittance_id=remittance_id)
