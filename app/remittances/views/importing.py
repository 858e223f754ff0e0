"""A file of payments: chosen, read, shown with what it would do, and posted on the next page."""

from __future__ import annotations

from flask import Response, url_for

from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.web import answer, go, page
from app.remittances import importing
from app.remittances.errors import FileKnown
from app.remittances.files import COLUMN_WORDS, CellError
from app.remittances.forms import ImportForm
from app.remittances.importing import FileFacts
from app.remittances.views.desk import blueprint

MOST_SHOWN = 100


@blueprint.route("/import", methods=["GET", "POST"])
@requires("payments.import")
def import_payments() -> Response:
    """Choose a file; nothing is posted before its preview was read."""
    form, errors, first = ImportForm(), list[CellError](), None
    form.offer()
    if form.validate_on_submit():
        facts = FileFacts(payer_id=form.payer.data, reference=form.reference.data, paid_on=form.paid_on.data, amount=form.amount.data)  # fmt: skip
        file = form.file.data
        try:
            kept, errors = importing.import_file(facts, file.filename or "", file.read())
        except FileKnown as refusal:
            answer(form, refusal)
            kept, first = None, url_for(".show", remittance_id=refusal.first)
        except DomainError as refusal:
            answer(form, refusal)
            kept = None
        if kept is not None:
            return go(".show", remittance_id=kept.id)
    status = 422 if form.errors or errors else 200
    return page(
        "remittances/import.html", status, form=form, cell_errors=errors[:MOST_SHOWN], wrong_cells=len(errors),
        column_words=COLUMN_WORDS, first_url=first,
    )  # fmt: skip
