"""What each insurer wants: which services need approval, with which papers, within what time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.approvals import requirements, wording
from app.approvals.forms import EndForm, RequirementForm, TimesForm
from app.approvals.models import ApprovalRequirement
from app.approvals.requirements import NewRequirement, Times
from app.approvals.values import CATEGORY
from app.approvals.views.desk import blueprint
from app.contracts.rules import holds
from app.kernel.authz import requires
from app.kernel.clock import today
from app.kernel.errors import DomainError, NotFound
from app.kernel.pagewords import name_of
from app.kernel.web import answer, go, page, say
from app.reference.queries import all_payers, payer, payers


@blueprint.get("/rules")
@requires("approvals.rules")
def rules() -> Response:
    """Every insurer's rules and times."""
    found = all_payers()
    times = requirements.times_today()
    return page(
        "approvals/rules.html",
        insurers=[
            {
                "id": one.id,
                "name": name_of(one),
                "times": times[one.id],
                "rules": [_row(rule) for rule in requirements.of_payer(one.id)],
            }
            for one in found.values()
        ],
    )


def _row(rule: ApprovalRequirement) -> dict[str, Any]:
    target = wording.CATEGORIES.get(rule.target, rule.target) if rule.scope == CATEGORY else rule.target  # fmt: skip
    return {
        "rule": rule,
        "scope": wording.SCOPES[rule.scope],
        "target": target,
        "is_category": rule.scope == CATEGORY,
        "level": wording.LEVELS[rule.level],
        "papers": [wording.paper(kind) for kind in rule.documents],
        "holds": holds(rule, today()),
    }


@blueprint.get("/rules/new")
@requires("approvals.rules")
def new_rule() -> Response:
    """A rule to be kept."""
    given = {"payer": _asked_payer(), "valid_from": today()}
    return _rule_page(RequirementForm(formdata=None, data=given))


@blueprint.post("/rules/new")
@requires("approvals.rules")
def add_rule() -> Response:
    """Keep a rule."""
    form = _with_payers(RequirementForm())
    if not form.validate():
        return _rule_page(form, 422)
    try:
        requirements.add(_new(form))
    except DomainError as refusal:
        answer(form, refusal)
        return _rule_page(form, 422)
    say(_("The rule is kept. The dots follow it from its first day on."))
    return go("approvals.rules")


def _new(form: RequirementForm) -> NewRequirement:
    is_category = form.scope.data == CATEGORY
    return NewRequirement(
        payer_id=form.payer.data,
        scope=form.scope.data,
        target=(form.category.data if is_category else form.target.data) or "",
        level=form.level.data,
        threshold=form.threshold.data,
        documents=tuple(form.documents.data or ()),
        note=form.note.data or "",
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
    )


def _rule_page(form: RequirementForm, status: int = 200) -> Response:
    return page("approvals/rule.html", status, form=_with_payers(form))


def _with_payers(form: Any) -> Any:
    form.payer.choices = [(one.id, name_of(one)) for one in payers(today())]
    return form


def _asked_payer() -> UUID | None:
    """The insurer named in the address, as it stands beside its rules; raises NotFound."""
    asked = request.args.get("payer", "")
    try:
        return payer(UUID(asked)).id if asked else None
    except ValueError:
        raise NotFound from None


@blueprint.get("/rules/<uuid:requirement_id>/end")
@requires("approvals.rules")
def end_rule(requirement_id: UUID) -> Response:
    """Until when is it to hold?"""
    rule = requirements.requirement(requirement_id)
    form = EndForm(formdata=None, data={"valid_to": today()})
    return page("approvals/end_rule.html", **_row(rule), form=form)


@blueprint.post("/rules/<uuid:requirement_id>/end")
@requires("approvals.rules")
def end_rule_then(requirement_id: UUID) -> Response:
    """Let it hold for the last time on that day."""
    rule, form = requirements.requirement(requirement_id), EndForm()
    if not form.validate():
        return page("approvals/end_rule.html", 422, **_row(rule), form=form)
    try:
        requirements.end(requirement_id, form.valid_to.data)
    except DomainError as refusal:
        answer(form, refusal)
        return page("approvals/end_rule.html", 422, **_row(rule), form=form)
    say(_("The rule holds until that day."))
    return go("approvals.rules")


@blueprint.get("/rules/times")
@requires("approvals.rules")
def times() -> Response:
    """How long may an insurer take?"""
    given = {"payer": _asked_payer(), "valid_from": today()}
    return page("approvals/times.html", form=_with_payers(TimesForm(formdata=None, data=given)))


@blueprint.post("/rules/times")
@requires("approvals.rules")
def set_times() -> Response:
    """Say how long an insurer may take from a day on."""
    form = _with_payers(TimesForm())
    if not form.validate():
        return page("approvals/times.html", 422, form=form)
    allowed = Times(minutes=int(form.minutes.data), emergency_hours=int(form.emergency_hours.data))
    requirements.set_times(form.payer.data, allowed, form.valid_from.data)
    say(_("The times are kept."))
    return go("approvals.rules")
