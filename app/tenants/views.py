"""The settings: what this clinic or pharmacy is, its branches, and the way to everything else."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, send_file, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.kernel.authz import can, requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.tags import tag_of
from app.kernel.uploads import ENDINGS
from app.kernel.web import answer, go, page, refusals_said, say
from app.kernel.words import N_
from app.tenants import asking, branches, papers, queries
from app.tenants.forms import BranchForm, MoreBranchesForm, RenewedPaperForm, ScanForm
from app.tenants.models import Facility, TenantPaper
from app.tenants.rules import ENDING_PAPERS, KINDS, PAPERS, licence_words, paper_words
from app.tenants.states import ASKED, STATUSES

blueprint = Blueprint("tenants", __name__)

# label, sentence, endpoint, permission, icon: the rest of the settings, each in its own package.
ROOMS = (
    (N_("People"), N_("Who works here, and with which role"), "access.people", "access.people", "users"),
    (N_("Our own papers"), N_("Licence, registration and the other papers of the application"), "tenants.own_papers", "tenants.papers", "certificate"),
    (N_("Contracts and prices"), N_("What is agreed with each payer"), "contracts.index", "contracts.view", "file-text"),
    (N_("Codes on the exchange"), N_("Which of our services stands for which code"), "contracts.codes", "contracts.view", "barcode"),
    (N_("Practitioners"), N_("Who treats patients, and until when they are licensed"), "practitioners.index", "practitioners.view", "stethoscope"),
    (N_("Practice and going live"), N_("Rehearse with invented patients, then ask to go live"), "practice.index", "practice.view", "flask"),
    (N_("Import lists"), N_("Bring in a list from a sheet"), "imports.index", "imports.write", "upload"),
    (N_("Look up a code"), N_("Diagnoses, services and drugs"), "reference.codes", "reference.search", "search"),
    (N_("Plan and invoices"), N_("What you pay for, what you used, and what it comes to."), "plans.index", "plans.view", "file-invoice"),
    (N_("Support access"), N_("Let support look when you need help, and read what it saw"), "support.index", "support.grant", "eye"),
    (N_("Take everything along"), N_("All your data as one file, at any time"), "departing.index", "departing.export", "download"),
    (N_("Exchange"), N_("What was sent and received"), "exchange.index", "exchange.view", "plug-connected"),
    (N_("Audit trail"), N_("Who did what, and when"), "audit.index", "audit.view", "history"),
)  # fmt: skip


@blueprint.get("/")
@requires("tenants.view")
def index() -> Response:
    tenant, facilities = queries.tenant(), queries.facilities()
    return page(
        "tenants/index.html", tenant=tenant, kind=_(KINDS[tenant.kind]), rooms=_rooms(),
        branches=_branch_rows(facilities), many=len(facilities) >= tenant.most_branches,
    )  # fmt: skip


def _rooms() -> list[dict[str, Any]]:
    """The rooms this person may enter."""
    return [
        {"label": _(label), "words": _(words), "url": url_for(endpoint), "icon": icon}
        for label, words, endpoint, permission, icon in ROOMS
        if can(permission) and endpoint in current_app.view_functions
    ]


def _branch_rows(facilities: list[Facility]) -> list[dict[str, Any]]:
    return [
        {"branch": one, "licence": licence_words(one.licence_to, today())} for one in facilities
    ]


@blueprint.route("/branches/new", methods=["GET", "POST"])
@requires("tenants.write")
def new_branch() -> Response:
    form = BranchForm()
    if form.validate_on_submit():
        try:
            branches.add_branch(form.to_facts())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The branch was added."))
            return go(".index")
    return page("tenants/new_branch.html", 422 if form.errors else 200, form=form)


@blueprint.route("/branches/<uuid:facility_id>", methods=["GET", "POST"])
@requires("tenants.write")
def edit_branch(facility_id: UUID) -> Response:
    branch = queries.facility(facility_id)
    form = BranchForm(obj=branch)
    if form.validate_on_submit():
        try:
            branches.correct_branch(facility_id, form.to_facts())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The changes were saved."))
            return go(".index")
    return page("tenants/edit_branch.html", 422 if form.errors else 200, form=form, branch=branch)


@blueprint.route("/branches/more", methods=["GET", "POST"])
@requires("tenants.write")
def more_branches() -> Response:
    """Ask the operator for more branches; where it was asked before, how that stands."""
    form = MoreBranchesForm()
    if form.validate_on_submit():
        try:
            asking.ask(int(form.wanted.data), form.reason.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(
                _(
                    "The operator was asked. The answer comes to the owners by mail, and stands here."
                )
            )
            return go(".more_branches")
    asked = asking.latest()
    return page(
        "tenants/more_branches.html", 422 if form.errors else 200, form=form, asked=asked,
        state=STATUSES[asked.status] if asked else None, tag=tag_of(STATUSES[asked.status]) if asked else None,
        is_open=asked is not None and asked.status == ASKED, most=queries.tenant().most_branches,
    )  # fmt: skip


@blueprint.post("/branches/more/withdraw")
@requires("tenants.write")
def withdraw_branches() -> Response:
    """Take the request back."""
    with refusals_said():
        asking.withdraw()
        say(_("The request was taken back."))
    return go(".index")


@blueprint.get("/papers")
@requires("tenants.papers")
def own_papers() -> Response:
    """The establishment's own papers: what they are, their numbers and last days."""
    note_read("tenant_papers.listed", "tenant", queries.tenant().id)
    return page(
        "tenants/papers.html", papers=[_paper_row(one) for one in papers.papers()],
        replaced=[_paper_row(one) for one in papers.replaced()],
    )  # fmt: skip


@blueprint.get("/papers/<uuid:paper_id>")
@requires("tenants.papers", fresh="file")
def own_paper(paper_id: UUID) -> Response:
    """The file, always to be saved and never shown by the browser."""
    paper = papers.paper(paper_id)
    note_read("tenant_paper.downloaded", "tenant_paper", paper.id)
    return send_file(
        io.BytesIO(papers.body_of(paper)),
        mimetype=paper.content_type,
        as_attachment=True,
        download_name=f"{paper.kind.replace('_', '-')}.{ENDINGS[paper.content_type]}",
        conditional=False,
        etag=False,
    )


@blueprint.route("/papers/<uuid:paper_id>/replace", methods=["GET", "POST"])
@requires("tenants.papers", fresh="page")
def replace_paper(paper_id: UUID) -> Response:
    """A newer paper; the one that holds now stays, dated."""
    there = papers.paper(paper_id)
    form = RenewedPaperForm() if there.kind in ENDING_PAPERS else ScanForm()
    if form.validate_on_submit():
        try:
            papers.replace(paper_id, form.to_number(), form.to_last_day(), form.file.data.read())
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The newer paper is kept. The one before it stays below."))
            return go(".own_papers")
    return page(
        "tenants/replace_paper.html", 422 if form.errors else 200, form=form, paper=_paper_row(there),
        most=current_app.extensions["settings"].document_megabytes,
    )  # fmt: skip


def _paper_row(paper: TenantPaper) -> dict[str, Any]:
    return {
        "paper": paper,
        "kind": _(PAPERS[paper.kind]),
        "number": papers.number_of(paper),
        "state": paper_words(paper.expires_on, today()),
    }
