"""Which of our services stands for which code of the exchange."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.contracts import queries
from app.contracts import services as verbs
from app.contracts.forms import MapForm
from app.contracts.models import Service
from app.contracts.views import blueprint
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError
from app.kernel.pagewords import language, name_of
from app.kernel.web import answer, go, neighbours, page, say
from app.reference import queries as reference
from app.reference.models import CodeSystem

USE_OF = {
    "consultation": "consultation",
    "consumable": "consumable",
    "medication": "medication",
}


@blueprint.get("/codes")
@requires("contracts.view")
def codes() -> Response:
    counts = queries.mapped_counts(today())
    first = "no" if counts[False] else "yes"
    mapped = request.args.get("mapped", first) == "yes"
    found = queries.mapped_page(today(), mapped=mapped, cursor=request.args.get("page"))
    tabs = [
        {"label": label, "count": counts[which], "current": which is mapped, "url": url_for(".codes", mapped="yes" if which else "no")}
        for which, label in ((False, _("Not mapped yet")), (True, _("Mapped")))
    ]  # fmt: skip
    return page(
        "contracts/codes.html", rows=found.rows, mapped=mapped, tabs=tabs, waiting=counts[False],
        **neighbours(found, ".codes", "page", mapped="yes" if mapped else "no"),
    )  # fmt: skip


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
