"""The verbs on the clinic's own rules: begin, keep as typed, save, switch, move, put away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from app.audit.trail import note
from app.claims.rulebook import conditions
from app.claims.rulebook.errors import (
    RuleStale,
    RuleUnfinished,
    SettingEndsBeforeItBegins,
)
from app.claims.rulebook.models import HouseRule
from app.claims.rulebook.own_rules import RuleDraft
from app.claims.rulebook.queries import code_of, own_rules_in_order
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.states import NotPossible
from app.tenants.scope import actor_id, find
from app.tenants.service import next_number


def begin(origin: str = "own") -> HouseRule:
    """An empty rule at the end of the list; it does nothing until it is saved whole."""
    last = db.session.scalar(select(func.max(HouseRule.position))) or 0
    rule = HouseRule(
        number=next_number("house-rule"), valid_from=today(), position=last + 1, origin=origin,
        created_by=actor_id(),
    )  # fmt: skip
    db.session.add(rule)
    db.session.flush()
    note("rule.begun", "house_rule", rule.id, rule=code_of(rule.number), origin=origin)
    return rule


def keep_typed(rule_id: UUID, typed: list[tuple[str, str]], version: int) -> HouseRule:
    """Keep the editor as typed; the rule in force stays as it was. Raises RuleStale, NotFound."""
    rule = _seen(rule_id, version)
    rule.typed = [list(pair) for pair in typed]
    _touch(rule)
    return rule


def save(rule_id: UUID, draft: RuleDraft, version: int) -> HouseRule:
    """Write the whole rule. Raises RuleStale, SettingEndsBeforeItBegins, NotFound."""
    rule = _seen(rule_id, version)
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise SettingEndsBeforeItBegins
    before = _said(rule)
    rule.conditions = conditions.as_kept(draft.when)
    rule.name, rule.action = draft.name, draft.action
    rule.target, rule.value = draft.target, draft.value
    rule.message_en, rule.message_ar = draft.message.en, draft.message.ar
    rule.valid_from, rule.valid_to = draft.valid_from, draft.valid_to
    rule.typed = None
    _touch(rule)
    after = _said(rule)
    # Words may name somebody: the trail says which were changed, the rule itself says what they are.
    changed = sorted(key for key in after if before[key] != after[key])
    note("rule.written", "house_rule", rule.id, rule=code_of(rule.number), changed=changed)
    return rule


def switch(rule_id: UUID, *, on: bool) -> HouseRule:
    """Switch a finished rule on or off; raises RuleUnfinished, NotFound."""
    rule = find(HouseRule, rule_id, for_update=True)
    if rule.conditions is None:
        raise RuleUnfinished
    rule.active = on
    _touch(rule)
    note("rule.switched", "house_rule", rule.id, rule=code_of(rule.number), on=on)
    return rule


def move(rule_id: UUID, *, up: bool) -> None:
    """Exchange a rule's place with its neighbour; at the end of the list nothing happens."""
    find(HouseRule, rule_id, for_update=True)
    row = own_rules_in_order()
    place = next(n for n, rule in enumerate(row) if rule.id == rule_id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(row):
        return
    row[place], row[other] = row[other], row[place]
    for position, rule in enumerate(row, start=1):
        rule.position = position
    db.session.flush()
    note("rule.moved", "house_rule", rule_id, place=other + 1)


def discard(rule_id: UUID) -> None:
    """Put away a rule that was never finished; a finished one is switched off. Raises NotPossible."""
    rule = find(HouseRule, rule_id, for_update=True)
    if rule.conditions is not None:
        raise NotPossible("own rule", "finished", "discarded")
    note("rule.discarded", "house_rule", rule.id, rule=code_of(rule.number))
    db.session.delete(rule)
    db.session.flush()


def _seen(rule_id: UUID, version: int) -> HouseRule:
    rule = find(HouseRule, rule_id, for_update=True)
    if rule.version != version:
        raise RuleStale
    return rule


def _touch(rule: HouseRule) -> None:
    rule.changed_at, rule.changed_by = now(), actor_id()
    flag_modified(rule, "changed_at")
    db.session.flush()


def _said(rule: HouseRule) -> dict[str, Any]:
    """What the trail keeps of a rule."""
    names = (
        "name", "conditions", "action", "target", "value", "message_en", "message_ar",
        "valid_from", "valid_to",
    )  # fmt: skip
    return {name: getattr(rule, name) for name in names}
