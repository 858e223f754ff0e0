"""The register of controlled medicines: on the screen, on A4 and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel import downloads, pdf
from app.kernel.authz import requires
from app.kernel.clock import now, today
from app.kernel.pagewords import language, name_of
from app.kernel.sheets import Cell, Column, listed
from app.kernel.web import asked, go, neighbours, page, say
from app.pharmacy.medicines.values import MedicineFacts
from app.pharmacy.stock import filters
from app.pharmacy.stock import register as kept
from app.pharmacy.stock.forms import RegisterForm
from app.pharmacy.stock.views import blueprint
from app.pharmacy.stock.views.batches import movement_row, people_by_id
from app.tenants.queries import facility, tenant

NAMES = ("medicine", "branch", "first", "last")
# A sheet takes half a second to draw and nobody signs more than thirty at a time: fewer days are chosen.
MOST_PRINTED = 500


@blueprint.get("/register")
@requires("pharmacy.view")
def register() -> Response:
    """A controlled medicine's register; the first one and the first branch where the address names none."""
    form, wanted, of = _read()
    values: dict[str, Any] = {"of": None}
    here = asked(NAMES)
    if wanted is not None:
        shown = kept.page(wanted, request.args.get("cursor"))
        values = {
            "of": of, "rows": list(_worded(shown.found.rows)), "opening": shown.opening, "first": wanted.first,
            **neighbours(shown.found, ".register", **here),
        }  # fmt: skip
        if any(one.handover for one in shown.found.rows):
            note_read("stock.register_seen", "medicine", wanted.medicine_id)
    return page(
        "pharmacy/stock/register.html", form=form, print_url=url_for(".print_register", **here),
        **downloads.links(".export_register", **here), **values,
    )  # fmt: skip


@blueprint.get("/register.<any(xlsx, csv):kind>")
@requires("pharmacy.view", fresh="file")
def export_register(kind: str) -> Response:
    """The register as a file."""
    _form, wanted, of = _read()
    entries = kept.entries(wanted) if wanted else ()
    note_read("stock.register_downloaded", "medicine", wanted.medicine_id if wanted else None, kind=kind)  # fmt: skip
    name = f"register-{of.local_code if of else 'empty'}-{today().isoformat()}"
    title = _("Register of controlled medicines")
    return downloads.table(kind, name, listed(title, _cells(), _worded(entries)))


@blueprint.get("/register.pdf")
@requires("pharmacy.view", fresh="file")
def print_register() -> Response:
    """The register on A4, to be signed."""
    _form, wanted, of = _read()
    if wanted is None or of is None:
        abort(404)
    if kept.count(wanted) > MOST_PRINTED:
        say(_("These days hold more than %(lines)s lines. Choose fewer days to print them.", lines=f"{MOST_PRINTED:,}"), "warning")  # fmt: skip
        return go(".register", **asked(NAMES))
    branch, house = facility(wanted.facility_id), tenant()
    shown = kept.page(wanted, size=MOST_PRINTED)
    try:
        content = pdf.render(
            "print/pharmacy/register.html", of=of, wanted=wanted, branch=name_of(branch), printed_at=now(),
            issuer={"name": name_of(house), "branch": name_of(branch), "licence": branch.licence_number},
            rows=list(_worded(shown.found.rows)), opening=shown.opening, closing=shown.closing, first=wanted.first,
            previous_url=None,
        )  # fmt: skip
    except pdf.PdfUnavailable as refusal:
        say(_(refusal.sentence), "warning")
        return go(".register", **asked(NAMES))
    note_read("stock.register_printed", "medicine", wanted.medicine_id)
    return downloads.paper(content, f"register-{of.local_code}-{wanted.last.isoformat()}.pdf")


def _read() -> tuple[RegisterForm, kept.RegisterAsked | None, MedicineFacts | None]:
    """The filters of the address; what it does not name or misspells becomes the first of the list."""
    form = RegisterForm(formdata=request.args)
    known = {one.medicine_id: one for one in kept.controlled()}
    medicines = [(key, f"{one.local_code} {one.name(language())}") for key, one in known.items()]
    branches = filters.branch_choices()
    form.medicine.choices, form.branch.choices = medicines, branches
    form.understand()
    for field, choices in ((form.medicine, medicines), (form.branch, branches)):
        if field.data is None:
            field.data = choices[0][0] if choices else None
    wanted = form.asked(today())
    return form, wanted, known[wanted.medicine_id] if wanted else None


def _worded(entries: Iterable[kept.Entry]) -> Iterable[dict[str, Any]]:
    """The entries as the screen, the paper and the file tell them."""
    branches, people = filters.branch_names(), people_by_id()
    for one in entries:
        yield movement_row(one.movement, branches, people) | {
            "entry": one, "given": one.handover, "whom": _whom(one, branches),
        }  # fmt: skip


def _whom(one: kept.Entry, branches: dict[UUID, str]) -> str:
    """Whom the units came from or went to: a patient, a supplier, another branch."""
    if (given := one.handover) is not None:
        first, other = given.patient_name_en, given.patient_name_ar
        return (other or first) if language() == "ar" else (first or other)
    return one.supplier or (branches.get(one.other_branch, "") if one.other_branch else "")


def _cells() -> list[Cell]:
    """The columns of the file, with everything that the screen tells in one cell taken apart."""

    def given(name: str) -> Any:
        return lambda row: getattr(row["given"], name) if row["given"] else ""

    def units(sign: int) -> Any:
        return lambda row: abs(row["one"].units) if row["one"].units * sign > 0 else None

    def entry(name: str) -> Any:
        return lambda row: getattr(row["entry"], name)

    return [
        (Column(_("When"), "moment", 18), lambda row: row["one"].at),
        (Column(_("What"), width=22), lambda row: row["kind"]),
        (Column(_("Reason"), width=20), lambda row: row["reason"]),
        (Column(_("Lot"), width=14), entry("lot")),
        (Column(_("Expiry"), "day", 12), entry("expires_on")),
        (Column(_("From or to whom"), width=30), lambda row: row["whom"]),
        (Column(_("File number"), width=12), given("file_number")),
        (Column(_("Document number"), width=18), entry("invoice_number")),
        (Column(_("Prescription"), width=16), given("prescription_number")),
        (Column(_("Prescriber"), width=26), given("prescriber_name")),
        (Column(_("Prescriber's licence"), width=18), given("prescriber_licence")),
        (Column(_("In"), "number", 10), units(1)),
        (Column(_("Out"), "number", 10), units(-1)),
        (Column(_("Balance of the lot"), "number", 12), entry("balance_of_lot")),
        (Column(_("Balance"), "number", 10), entry("balance")),
        (Column(_("By"), width=22), lambda row: row["teller"]),
    ]
