"""The rule editor opened from a rule as it is kept or was last typed."""

from __future__ import annotations

from app.claims.rulebook import conditions, typed_conditions
from app.claims.rulebook.models import HouseRule
from app.claims.rulebook.rule_form import RuleForm, rule_form
from app.claims.rulebook.typed_conditions import Sheet, Typed
from app.kernel.days import day_parts


def opened(rule: HouseRule) -> RuleForm:
    """The editor as it was left."""
    return rule_form(sheet_of(rule), rule.version)


def sheet_of(rule: HouseRule) -> Sheet:
    """What stands in the editor: what was typed last, else what is kept."""
    if rule.typed is not None:
        return typed_conditions.read((name, value) for name, value in rule.typed)
    sheet = typed_conditions.read(_boxes(rule))
    if rule.conditions is not None:
        when = conditions.read(rule.conditions)
        sheet.groups = typed_conditions.groups_of(when)
        sheet.others = [("match", when.match), *(one for one in sheet.others if one[0] != "match")]
    return sheet


def _boxes(rule: HouseRule) -> Typed:
    typed = [
        ("name", rule.name), ("action", rule.action), ("message_en", rule.message_en),
        ("message_ar", rule.message_ar), ("target", rule.target or ""),
        ("practitioner" if rule.target == "practitioner" else "referral", rule.value or ""),
    ]  # fmt: skip
    for name, day in (("valid_from", rule.valid_from), ("valid_to", rule.valid_to)):
        typed += [(f"{name}-{part}", text) for part, text in day_parts(day).items()]
    return typed
