"""Simulations: start one for a rule or a setting, watch it count, read what it says, use what was tried."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from app.audit.trail import note_read
from app.claims import wording
from app.claims.rulebook import queries, sentences, service, setting_effects, simulation
from app.claims.rulebook.choices import Listed
from app.claims.rulebook.errors import RuleUnfinished
from app.claims.rulebook.models import Simulation
from app.claims.rulebook.simulation_words import findings
from app.claims.rulebook.states import DONE, FAILED
from app.claims.rulebook.views import blueprint
from app.claims.states import REJECTED
from app.kernel.authz import can, requires
from app.kernel.errors import DomainError
from app.kernel.tags import Tag
from app.kernel.web import STOP_POLLING, go, in_words, page, say
from app.tenants.scope import find


@blueprint.post("/own/<uuid:rule_id>/simulate")
@requires("claims.rules_write")
def simulate_rule(rule_id: UUID) -> Response:
    """Try a saved rule on the claims of the last 90 days."""
    row = queries.own_rule(rule_id)
    try:
        if row.conditions is None:
            raise RuleUnfinished
        rule = queries.as_rule(row)
        begun = simulation.of_rule(row.id, rule.code, rule.when, rule.action)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".own")
    return go(".simulated", simulation_id=begun.id)


@blueprint.get("/simulations/<uuid:simulation_id>")
@requires("claims.rules_view")
def simulated(simulation_id: UUID) -> Response:
    """How far it is, and what it found."""
    row = find(Simulation, simulation_id)
    note_read("rule.simulation_read", "rule_simulation", row.id)
    return page("claims/rules/simulation.html", **_told(row))


@blueprint.get("/simulations/<uuid:simulation_id>/progress")
@requires("claims.rules_view")
def simulation_progress(simulation_id: UUID) -> Response:
    """The part that changes while it counts; 286 tells the page to stop asking."""
    row = find(Simulation, simulation_id)
    status = STOP_POLLING if row.status in {DONE, FAILED} else 200
    return page("claims/rules/_simulation.html", status, **_told(row))


@blueprint.post("/simulations/<uuid:simulation_id>/use")
@requires("claims.rules_write")
def use_simulated(simulation_id: UUID) -> Response:
    """Save the setting that was tried."""
    row = find(Simulation, simulation_id)
    if row.kind != "setting":
        return go(".simulated", simulation_id=simulation_id)
    new = setting_effects.as_setting(row.subject)
    try:
        service.set_edit(new)
    except DomainError as refusal:
        say(in_words(refusal), "warning")
        return go(".simulated", simulation_id=simulation_id)
    say(_("The setting was saved. It holds from its first day on."))
    return go(".edit", edit=new.edit)


def _told(row: Simulation) -> dict[str, Any]:
    return {
        "simulation": row,
        "under_way": row.status not in {DONE, FAILED},
        "failed": row.status == FAILED,
        "code": row.subject.get("code") or row.subject.get("edit") or _("own refusals"),
        "subject": _subject(row),
        "back": _back(row),
        "findings": findings(row) if row.result and row.kind != "proposals" else [],
        "claims": [_claim(one) for one in row.result["claims"]] if row.result else [],
    }


def _subject(row: Simulation) -> Any:
    if row.kind == "proposals":
        return None
    if row.kind == "setting":
        return _(queries.edit(row.subject["edit"]).title)
    return sentences.kept_conditions(row.subject["conditions"], Listed())


def _back(row: Simulation) -> dict[str, str]:
    """Where the page came from."""
    if row.kind == "setting":
        return {"url": url_for(".edit", edit=row.subject["edit"]), "label": _("To the check")}
    if row.subject.get("rule_id") and can("claims.rules_write"):
        return {
            "url": url_for(".edit_rule", rule_id=row.subject["rule_id"]),
            "label": _("To the rule"),
        }
    return {"url": url_for(".own"), "label": _("Own rules")}


def _decision(word: str) -> Tag | None:
    """Rejected and judged claims keep their own words and colours."""
    return wording.status_tag(word) if word == REJECTED else wording.adjudication_tag(word)


def _claim(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        **kept,
        "id": UUID(kept["id"]),
        "day": date.fromisoformat(kept["day"]),
        "decision": _decision(kept["decision"]),
        "payer_share": Decimal(kept["payer_share"]),
        "amount": Decimal(kept["amount"]),
    }
