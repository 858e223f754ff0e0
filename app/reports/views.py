"""The pages of reports: the families, one report, the same as a file, and saved views."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.access.roles import ROLES
from app.audit.trail import note_read
from app.kernel import downloads, pdf
from app.kernel.authz import requires, the_actor
from app.kernel.clock import today
from app.kernel.sheets import Table
from app.kernel.web import answer, go, in_words, page, say
from app.reports import forms, printing, queries, service, wording
from app.reports.catalogue import FAMILIES, family
from app.reports.errors import NameTaken, NotYourView
from app.reports.values import Family, Report, Tab

blueprint = Blueprint("reports", __name__)
KEYS = ", ".join(FAMILIES)


@blueprint.get("/")
@requires("reports.view")
def index() -> Response:
    """The families, and the views this person keeps or was given."""
    actor = the_actor()
    return page(
        "reports/index.html",
        families=FAMILIES.values(),
        views=queries.views_for(actor.user_id, actor.role),
        me=actor.user_id,
        all_families=FAMILIES,
        role_labels={role.key: role.label for role in ROLES.values()},
    )


@blueprint.get(f"/<any({KEYS}):key>")
@requires("reports.view")
def show(key: str) -> Response:
    """One report of a family, narrowed by the filters in the address."""
    return _shown(family(key), forms.SaveForm(formdata=None))


@blueprint.get(f"/<any({KEYS}):key>.<any(xlsx, csv, pdf):kind>")
@requires("reports.export", fresh="file")
def export(key: str, kind: str) -> Response:
    """Exactly what the report shows, all rows of it."""
    one = family(key)
    tab, form = one.tab(request.args.get("tab")), forms.read(request.args)
    try:
        body = _file(kind, one, tab, form)
    except pdf.PdfUnavailable as problem:
        say(_(problem.sentence), "warning")
        return go("reports.show", key=key, tab=tab.key, **form.asked)
    note_read("report.downloaded", "report", None, family=key, tab=tab.key, kind=kind, **form.asked)
    return downloads.file(body, kind, f"{key}-{tab.key}-{today().isoformat()}")


@blueprint.post(f"/<any({KEYS}):key>/views")
@requires("reports.view")
def save(key: str) -> Response:
    """Keep the report as it is shown under a name."""
    one, form = family(key), forms.SaveForm()
    asked = forms.read(request.args).asked
    tab = one.tab(request.args.get("tab"))
    if not the_actor().can("reports.share"):
        form.role.data = None
    if form.validate():
        try:
            service.save_view(form.name.data, key, tab.key, asked, form.role.data)
        except NameTaken as refusal:
            answer(form, refusal)
        else:
            say(_("The view is saved. It stands on the page of reports."))
            return go("reports.show", key=key, tab=tab.key, **asked)
    return _shown(one, form, status=422)


@blueprint.post("/views/<uuid:view_id>/drop")
@requires("reports.view")
def drop(view_id: UUID) -> Response:
    """Remove one of the own views."""
    try:
        service.drop_view(view_id)
    except NotYourView as refusal:
        say(in_words(refusal), "warning")
    else:
        say(_("The view is removed."))
    return go("reports.index")


def _shown(one: Family, save_form: forms.SaveForm, status: int = 200) -> Response:
    tab, form = one.tab(request.args.get("tab")), forms.read(request.args)
    wanted = printing.for_page(form.wanted)
    report = tab.build(wanted)
    if report.links:
        note_read("report.opened", "report", None, family=one.key, tab=tab.key, **form.asked)
    asked = form.asked
    return page(
        "reports/show.html", status, family=one, tab=tab, form=form, save_form=save_form,
        report=report, wanted=wanted, rows=wording.rows_for_page(report), foot=wording.foot_for_page(report),
        cell=wording.cell, plots=[wording.drawn(plot) for plot in report.plots],
        tabs=_tabs(one, tab, asked),
        files={kind: url_for("reports.export", key=one.key, kind=kind, tab=tab.key, **asked) for kind in downloads.TYPES},
        clear_url=url_for("reports.show", key=one.key, tab=tab.key) if asked else None,
        save_url=url_for("reports.save", key=one.key, tab=tab.key, **asked),
    )  # fmt: skip


def _tabs(one: Family, here: Tab, asked: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": _(tab.label),
            "url": url_for("reports.show", key=one.key, tab=tab.key, **asked),
            "current": tab is here,
        }
        for tab in one.tabs
    ]


def _file(kind: str, one: Family, tab: Tab, form: forms.FilterForm) -> bytes:
    report: Report = tab.build(form.wanted)
    if kind == "pdf":
        return printing.report_pdf(one, tab, form, report)
    columns, rows = wording.columns(report), wording.rows_for_sheet(report)
    return downloads.table_bytes(kind, Table(_(one.title), columns, rows))
