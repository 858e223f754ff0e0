"""The clinic's own rules: the list as sentences, and the editor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app.claims.rulebook import (
    editor,
    queries,
    sentences,
    simulation,
    typed_conditions,
    writing,
)
from app.claims.rulebook.choices import Listed
from app.claims.rulebook.errors import RuleStale
from app.claims.rulebook.models import HouseRule
from app.claims.rulebook.rule_form import RuleForm, rule_form
from app.claims.rulebook.views import blueprint
from app.kernel.authz import requires
from app.kernel.errors import DomainError
from app.kernel.pagewords import language
from app.kernel.web import answer, go, page, refusals_said, say

OTHER = {"en": "ar", "ar": "en"}


@blueprint.get("/own")
@requires("claims.rules_view")
def own() -> Response:
    """Every own rule as a sentence in both languages."""
    rules = queries.own_rules_in_order()
    here = [_said(rule) for rule in rules]
    with force_locale(OTHER[language()]):
        there = [_said(rule) for rule in rules]
    rows = [
        {"rule": rule, "code": queries.code_of(rule.number), "sentence": one, "other": two}
        for rule, one, two in zip(rules, here, there, strict=True)
    ]
    return page("claims/rules/own.html", rows=rows, other=OTHER[language()])


def _said(rule: HouseRule) -> Any:
    if rule.conditions is None:
        return None
    return sentences.sentence(queries.as_rule(rule), Listed())


@blueprint.post("/own/new")
@requires("claims.rules_write")
def new_rule() -> Response:
    """Begin a rule and go straight to its editor."""
    return go(".edit_rule", rule_id=writing.begin().id)


@blueprint.get("/own/<uuid:rule_id>")
@requires("claims.rules_write")
def edit_rule(rule_id: UUID) -> Response:
    """The editor as it was left."""
    rule = queries.own_rule(rule_id)
    return _editor(rule, editor.opened(rule))


@blueprint.post("/own/<uuid:rule_id>")
@requires("claims.rules_write")
def save_rule(rule_id: UUID) -> Response:
    """Keep the editor and go on: one condition more or less, or the rule as a whole."""
    rule, pairs = queries.own_rule(rule_id), list(request.form.items(multi=True))
    form = rule_form(typed_conditions.read(pairs), _version())
    try:
        changed = typed_conditions.after_button(pairs)
        if changed is not None:
            writing.keep_typed(rule_id, typed_conditions.write(changed), _version())
            return _to_groups(rule_id)
        if not form.validate():
            return _editor(rule, form, 422)
        if "try" in request.form:
            return _tried(rule, form, pairs)
        writing.save(rule_id, form.to_draft(), _version())
    except RuleStale as refusal:
        answer(form, refusal)
        return _editor(rule, form, 409)
    except DomainError as refusal:
        answer(form, refusal)
        return _editor(rule, form, 422)
    say(_("The rule was saved. It holds from its first day on."))
    return go(".own")


def _tried(rule: HouseRule, form: RuleForm, pairs: list[tuple[str, str]]) -> Response:
    """Keep what is typed without putting it in force, and count what it would have done."""
    draft = form.to_draft()
    typed = typed_conditions.write(typed_conditions.read(pairs))
    writing.keep_typed(rule.id, typed, _version())
    code = queries.code_of(rule.number)
    begun = simulation.of_rule(rule.id, code, draft.when, draft.action)
    return go(".simulated", simulation_id=begun.id)


@blueprint.post("/own/<uuid:rule_id>/switch")
@requires("claims.rules_write")
def switch_rule(rule_id: UUID) -> Response:
    """Switch a rule on or off."""
    return _done(lambda: writing.switch(rule_id, on=request.form.get("on") == "1"))


@blueprint.post("/own/<uuid:rule_id>/move")
@requires("claims.rules_write")
def move_rule(rule_id: UUID) -> Response:
    """One place up or down."""
    return _done(lambda: writing.move(rule_id, up=request.form.get("up") == "1"))


@blueprint.post("/own/<uuid:rule_id>/discard")
@requires("claims.rules_write")
def discard_rule(rule_id: UUID) -> Response:
    """Put away a rule that was never finished."""
    return _done(lambda: writing.discard(rule_id))


def _done(verb: Any) -> Response:
    with refusals_said():
        verb()
    return go(".own")


def _editor(rule: HouseRule, form: RuleForm, status: int = 200) -> Response:
    return page(
        "claims/rules/edit_rule.html", status, form=form, rule=rule,
        code=queries.code_of(rule.number), saved=_said(rule),
    )  # fmt: skip


def _to_groups(rule_id: UUID) -> Response:
    target = url_for(".edit_rule", rule_id=rule_id, _anchor="conditions")
    return make_response(redirect(target, code=303))


def _version() -> int:
    version = request.form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
