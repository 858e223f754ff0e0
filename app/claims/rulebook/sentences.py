"""A rule as a sentence, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.claims.rulebook.choices import Listed
from app.claims.rulebook.conditions import ALL, Condition, Group, read
from app.claims.rulebook.own_rules import HOLDS, SETS, OwnRule
from app.claims.rulebook.vocabulary import CHOICE, FACTS, MONEY, NUMBER, operators_of
from app.kernel import pagewords
from app.kernel.words import N_

TARGET_WORDS = {
    "practitioner": N_("Practitioner"),
    "referral_number": N_("Referral number"),
    "patient_paid": N_("Collected from the patient"),
}


def sentence(rule: OwnRule, listed: Listed) -> Markup:
    """If ..., then ...: the whole rule."""
    return Markup(_("If %(conditions)s: %(action)s")) % {  # noqa: S704 - our own words; values are isolated
        "conditions": conditions(rule.when, listed),
        "action": action(rule, listed),
    }


def conditions(group: Group, listed: Listed, *, inner: bool = False) -> Markup:
    """The conditions, joined by and/or; groups within stand in brackets."""
    parts = [
        conditions(item, listed, inner=len(group.items) > 1)
        if isinstance(item, Group)
        else condition(item, listed)
        for item in group.items
    ]
    joined = _joined(parts, _("and") if group.match == ALL else _("or"))
    return Markup("({})").format(joined) if inner and len(parts) > 1 else joined


def _joined(parts: Sequence[Markup], word: str) -> Markup:
    return Markup(" {} ").format(word).join(parts)


def condition(asked: Condition, listed: Listed) -> Markup:
    """One condition."""
    fact = FACTS[asked.fact]
    operator = operators_of(fact)[asked.operator]
    return Markup(_(operator.sentence)) % {  # noqa: S704
        "fact": Markup.escape(_inside(_(fact.label))),
        "value": _value(asked, listed),
    }


def _inside(label: str) -> str:
    """A label within a sentence begins small; Arabic has no capitals."""
    return label[:1].lower() + label[1:]


def _value(asked: Condition, listed: Listed) -> Markup:
    kind = FACTS[asked.fact].kind
    if kind == CHOICE:
        return pagewords.isolate(listed.words(asked.fact, asked.values[0]))
    if kind == MONEY:
        return pagewords.money(Decimal(asked.values[0]))
    if kind == NUMBER:
        return pagewords.number(Decimal(asked.values[0]).normalize())
    return Markup.escape(_(", ")).join(pagewords.code(one) for one in asked.values)


def kept_conditions(kept: Any, listed: Listed) -> Markup:
    """Conditions as they lie in the database, in words."""
    return conditions(read(kept), listed)


def action(rule: OwnRule, listed: Listed) -> Markup:
    """What follows."""
    if rule.action == SETS:
        return fill(rule.target or "", rule.value or "", listed)
    words = (
        N_("hold the claim, “%(message)s”") if rule.action == HOLDS else N_("warn, “%(message)s”")
    )
    message = pagewords.isolate(rule.message.in_language(pagewords.language()))
    return Markup(_(words)) % {"message": message}  # noqa: S704


def fill(target: str, value: str, listed: Listed) -> Markup:
    """The field a rule proposes to fill in, and with what."""
    shown = (
        pagewords.isolate(listed.words("practitioner", value))
        if target == "practitioner"
        else Markup.escape(_("the patient's share"))
        if target == "patient_paid"
        else pagewords.code(value)
    )
    return Markup(_("propose %(value)s for “%(field)s” where it is empty")) % {  # noqa: S704
        "value": shown,
        "field": Markup.escape(_(TARGET_WORDS[target])),
    }
