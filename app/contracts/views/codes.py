"""The workbench of codes: which of our services stands for which code of the exchange."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.contracts import coding, queries
from app.contracts import services as verbs
from app.contracts.coding import USE_OF
from app.contracts.forms import AcceptForm, MapForm
from app.contracts.models import CATEGORIES, Service
from app.contracts.queries import MAPPED, UNMAPPED, WITHOUT
from app.contracts.views import blueprint
from app.kernel.authz import can, requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.money import total
from app.kernel.pagewords import language, name_of
from app.kernel.web import answer, go, in_words, neighbours, page, say
from app.reference import queries as reference
from app.reference.models import CodeSystem

# The tab of services for which drafts wait.
STAKE = "stake"
PROCEDURE = "procedure"
TABS = (STAKE, UNMAPPED, MAPPED, WITHOUT)


@blueprint.get("/codes")
@requires("contracts.view")
def codes() -> Response:
    counts, stake = queries.mapped_counts(today()), coding.at_stake()
    asked = request.args.get("mapped", "")
    which = asked if asked in TABS else UNMAPPED if counts[UNMAPPED] else MAPPED
    found = queries.mapped_page(
        today(), UNMAPPED if which == STAKE else which, request.args.get("page"),
        among=stake if which == STAKE else None,
    )  # fmt: skip
    rows = (
        sorted(found.rows, key=lambda one: -stake.get(one.id, 0)) if which == STAKE else found.rows
    )
    to_map = [row for row in rows if row.code is None] if can("contracts.write") else []
    return page(
        "contracts/codes.html", rows=rows, which=which, tabs=_tabs(counts, stake, which), stake=stake,
        waiting=counts[UNMAPPED], money=total(stake.values()), last=_last(), decides=which in (STAKE, UNMAPPED),
        fits=coding.suggestions(to_map, _systems_by_category(), today()) if which in (STAKE, UNMAPPED) else {},
        **neighbours(found, ".codes", "page", mapped=which),
    )  # fmt: skip


def _tabs(counts: dict[str, int], stake: dict[UUID, Any], which: str) -> list[dict[str, Any]]:
    labels = {
        STAKE: (_("Money waits"), len(stake)), UNMAPPED: (_("Not mapped yet"), counts[UNMAPPED]),
        MAPPED: (_("Mapped"), counts[MAPPED]), WITHOUT: (_("Without a code"), counts[WITHOUT]),
    }  # fmt: skip
    return [
        {"label": label, "count": count, "current": key == which, "url": url_for(".codes", mapped=key)}
        for key, (label, count) in labels.items()
    ]  # fmt: skip


def _last() -> Service | None:
    """The service that was decided on just now: it can be taken back."""
    try:
        return queries.service(UUID(request.args["last"])) if "last" in request.args else None
    except ValueError:
        return None


def _systems_by_category() -> dict[str, list[str]]:
    """Category -> the loaded code lists that are fit for it; where none is, those of procedures."""
    loaded = {release.system for release in reference.releases()}
    of_use: dict[str, list[str]] = {}
    for one in reference.systems():
        if one.key in loaded:
            of_use.setdefault(one.use, []).append(one.key)
    procedures = of_use.get(PROCEDURE, [])
    return {
        category: of_use.get(USE_OF.get(category, PROCEDURE), procedures) for category in CATEGORIES
    }


@blueprint.post("/codes/<uuid:service_id>/accept")
@requires("contracts.write")
def accept_code(service_id: UUID) -> Response:
    """Take a suggestion."""
    form = AcceptForm()
    queries.service(service_id)
    if not form.validate():
        say(_("This suggestion is incomplete. Choose the code again."), "warning")
        return _onwards()
    try:
        coding.accept(service_id, form.system.data or "", form.code.data or "")
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return _onwards()
    return _onwards(service_id)


@blueprint.post("/codes/<uuid:service_id>/no-code")
@requires("contracts.write")
def decide_no_code(service_id: UUID) -> Response:
    coding.no_code(service_id)
    return _onwards(service_id)


@blueprint.post("/codes/<uuid:service_id>/take-back")
@requires("contracts.write")
def take_code_back(service_id: UUID) -> Response:
    coding.take_back(service_id)
    say(_("It is as it was before."))
    return _onwards()


def _onwards(last: UUID | None = None) -> Response:
    """Back to the same tab, where the next one waits."""
    tab = request.form.get("tab", "")
    return go(".codes", mapped=tab if tab in TABS else None, last=last)


@blueprint.route("/codes/<uuid:service_id>", methods=["GET", "POST"])
@requires("contracts.write")
def map_code(service_id: UUID) -> Response:
    service = queries.service(service_id)
    history = queries.code_maps(service_id)
    systems = [one for one in reference.systems() if one.use != "diagnosis"]
    system = _system(service, systems, history[0].system if history else None)
    code = (
        history[0].code if history and history[0].system == system.key else request.args.get("code")
    )
    form = MapForm(data={"code": code, "valid_from": today()})
    if form.validate_on_submit():
        try:
            verbs.map_code(service_id, system.key, form.code.data or "", form.valid_from.data)
        except DomainError as refusal:
            answer(form, refusal)
        else:
            say(_("The code was saved."))
            return go(".codes")
    return page("contracts/map_code.html", 422 if form.errors else 200, form=form, service=service,
                history=history, system=system, **_around(service, system, systems))  # fmt: skip


def _system(service: Service, systems: list[CodeSystem], present: str | None) -> CodeSystem:
    """The list in the address, else the present one, else the first one fit for the category that holds codes."""
    asked = request.args.get("system") or present
    chosen = next((one for one in systems if one.key == asked), None)
    use = USE_OF.get(service.category, "procedure")
    fit = [one for one in systems if one.use == use]
    loaded = {release.system for release in reference.releases()}
    return chosen or next((one for one in fit if one.key in loaded), fit[0])


def _around(service: Service, system: CodeSystem, systems: list[CodeSystem]) -> dict[str, Any]:
    def to(key: str, code: str | None = None) -> str:
        return url_for(".map_code", service_id=service.id, system=key, code=code)

    tabs = [
        {"label": name_of(one), "url": to(one.key), "current": one is system}
        for one in systems
    ]  # fmt: skip
    hits = queries.suggested_codes(service, system.key, today())
    suggestions = [
        {"code": hit.code, "name": hit.shown(language()), "url": to(system.key, code=hit.code)}
        for hit in hits
    ]
    return {"tabs": tabs, "suggestions": suggestions, "action": to(system.key)}
