"""The register of controlled medicines: on the screen, on A4 and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel import downloads, pdf
from app.kernel.authz import requires
from app.kernel.clock import now, today
from app.kernel.pagewords import language, name_of
from app.kernel.sheets import Column
from app.kernel.web import asked, go, page, say
from app.pharmacy.stock import filters
from app.pharmacy.stock import register as kept
from app.pharmacy.stock.forms import RegisterAsked, RegisterForm
from app.pharmacy.stock.views import blueprint
from app.pharmacy.stock.views.batches import movement_row, people_by_id
from app.pharmacy.stock.views.listing import as_file
from app.tenants.queries import facility, tenant

NAMES = ("medicine", "branch", "first", "last")


@blueprint.get("/register")
@requires("pharmacy.view")
def register() -> Response:
    """A controlled medicine's register; the first one and the first branch where the address names none."""
    form, wanted = _read()
    known = {one.medicine_id: one for one in kept.controlled()}
    values: dict[str, Any] = {"of": None}
    if wanted is not None:
        values = _values(wanted) | {"of": known[wanted.medicine_id]}
    here = asked(NAMES)
    return page(
        "pharmacy/stock/register.html", form=form, print_url=url_for(".print_register", **here),
        **downloads.links(".export_register", **here), **values,
    )  # fmt: skip


@blueprint.get("/register.<any(xlsx, csv):kind>")
@requires("pharmacy.view", fresh="file")
def export_register(kind: str) -> Response:
    """The register as a file."""
    _form, wanted = _read()
    rows: list[dict[str, Any]] = _values(wanted, whole=True)["rows"] if wanted else []
    note_read("stock.register_downloaded", "medicine", wanted.medicine_id if wanted else None, kind=kind)  # fmt: skip
    return as_file(kind, "register", _("Register of controlled medicines"), _columns(), _lines(rows))  # fmt: skip


@blueprint.get("/register.pdf")
@requires("pharmacy.view", fresh="file")
def print_register() -> Response:
    """The register on A4, to be signed."""
    _form, wanted = _read()
    if wanted is None:
        abort(404)
    branch, house = facility(wanted.facility_id), tenant()
    of = {one.medicine_id: one for one in kept.controlled()}[wanted.medicine_id]
    issuer = {"name": name_of(house), "branch": name_of(branch), "licence": branch.licence_number}
    try:
        content = pdf.render(
            "print/pharmacy/register.html",
            issuer=issuer,
            of=of,
            printed_at=now(),
            **_values(wanted, whole=True),
        )
    except pdf.PdfUnavailable as refusal:
        say(_(refusal.sentence), "warning")
        return go(".register")
    note_read("stock.register_printed", "medicine", wanted.medicine_id)
    return downloads.paper(content, f"register-{of.local_code}-{wanted.last.isoformat()}.pdf")


def _read() -> tuple[RegisterForm, RegisterAsked | None]:
    """The filters of the address; what it does not name or misspells becomes the first of the list."""
    form = RegisterForm(formdata=request.args)
    medicines = [
        (one.medicine_id, f"{one.local_code} {one.name(language())}") for one in kept.controlled()
    ]
    branches = filters.branch_choices()
    form.medicine.choices, form.branch.choices = medicines, branches
    form.understand()
    for field, choices in ((form.medicine, medicines), (form.branch, branches)):
        if field.data is None:
            field.data = choices[0][0] if choices else None
    return form, form.asked(today())


def _values(wanted: RegisterAsked, *, whole: bool = False) -> dict[str, Any]:
    """What the screen shows; the file and the paper show all of it."""
    shown = kept.register(
        wanted.medicine_id, wanted.facility_id, wanted.first, wanted.last, whole=whole
    )
    branches, people = dict(filters.branch_choices()), people_by_id()
    rows = [
        movement_row(one.movement, branches, people)
        | {"lot": one.lot, "expires_on": one.expires_on, "balance": one.balance}
        for one in shown.entries
    ]
    return {
        "rows": rows, "opening": shown.opening, "closing": shown.closing, "more": shown.more,
        "first": wanted.first, "last": wanted.last, "branch": branches[wanted.facility_id],
    }  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column(_("When"), "moment", 18),
        Column(_("What"), width=22),
        Column(_("Lot"), width=14),
        Column(_("Expiry"), "day", 12),
        Column(_("In"), "number", 10),
        Column(_("Out"), "number", 10),
        Column(_("Balance"), "number", 10),
        Column(_("Reason"), width=20),
        Column(_("By"), width=22),
    ]


def _lines(rows: list[dict[str, Any]]) -> Iterator[Sequence[Any]]:
    for row in rows:
        units = row["one"].units
        yield (
            row["one"].at, row["kind"], row["lot"], row["expires_on"], units if units > 0 else None,
            -units if units < 0 else None, row["balance"], row["reason"], row["teller"],
        )  # fmt: skip
