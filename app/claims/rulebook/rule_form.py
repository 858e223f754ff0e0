"""The rule editor's form: the rule's own boxes, and its conditions, each with the box its fact needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.claims.rulebook import typed_conditions
from app.claims.rulebook.choices import Listed
from app.claims.rulebook.conditions import ALL, ANY, MOST_CODES, Condition, Group
from app.claims.rulebook.own_rules import PATIENT_SHARE, SETS, TARGETS, RuleDraft
from app.claims.rulebook.sentences import TARGET_WORDS
from app.claims.rulebook.typed_conditions import Sheet
from app.claims.rulebook.vocabulary import CHOICE, CODES, FACTS, MONEY, OPERATORS, YES_NO, Fact
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    Form,
    MoneyField,
    QuantityField,
    RadioField,
    TypedField,
    WordsField,
)
from app.kernel.pagewords import latin_digits
from app.kernel.words import Bilingual

ACTION_CHOICES = (
    ("hold", _("Hold the claim until somebody releases it")),
    ("warn", _("Warn, and let the claim go")),
    ("set", _("Propose a value for an empty field")),
)
MATCHES = ((ALL, _("all of these")), (ANY, _("any of these")))
LONGEST_MESSAGE = 200


class CodesField(TypedField):
    """One or more codes, or beginnings of codes, with commas between them."""

    nothing: Any = ()

    def read(self, text: str) -> tuple[str, ...]:
        codes = [part for part in re.split(r"[\s,،;]+", latin_digits(text)) if part]
        if len(codes) > MOST_CODES or not all(
            re.fullmatch(r"[A-Za-z0-9._/-]{1,40}", c) for c in codes
        ):
            raise ValueError(
                gettext(
                    "“%(field)s” holds codes such as J06.9, R05. Correct it.", field=self._name()
                )
            )
        return tuple(dict.fromkeys(codes))  # fmt: skip

    def pre_validate(self, form: Any) -> None:
        if not self.data and not self.process_errors:
            self.data = None
        super().pre_validate(form)


class ConditionForm(Form):
    """One condition; the operator's list and the value's box are those of its fact."""

    fact = HiddenField()
    operator = ChoiceField(_("How"), blank=None)

    about: Fact

    @property
    def words(self) -> str:
        """What the condition is about."""
        return gettext(self.about.label)

    def to_condition(self) -> Condition:
        return Condition(self.about.key, self.operator.data, self._values())

    def _values(self) -> tuple[str, ...]:
        if self.about.kind == YES_NO:
            return ()
        value = self["value"].data
        return value if isinstance(value, tuple) else (_text(value),)


def _text(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _condition_form(
    stem: str, fact: Fact, typed: MultiDict[str, str], listed: Listed
) -> ConditionForm:
    members: dict[str, Any] = {"about": fact}
    label = _(fact.label)
    if fact.kind == CHOICE:
        members["value"] = ChoiceField(label)
    elif fact.kind == CODES:
        members["value"] = CodesField(label)
    elif fact.kind == MONEY:
        members["value"] = MoneyField(label)
    elif fact.kind != YES_NO:
        members["value"] = QuantityField(label)
    form: ConditionForm = type("ConditionForm", (ConditionForm,), members)(
        formdata=typed, prefix=f"{stem}-"
    )
    form.operator.choices = [(one.key, gettext(one.label)) for one in OPERATORS[fact.kind]]
    if fact.kind == CHOICE:
        form["value"].choices = listed.of(fact.key)
    return form


class GroupForm(Form):
    """One group: how many of its conditions must be met, and the fact for the next one."""

    match = RadioField(_("Met when"), choices=MATCHES, default=ALL)
    new = ChoiceField(_("New condition about"), required=False)

    rows: list[ConditionForm]

    def to_group(self) -> Group:
        return Group(self.match.data, tuple(row.to_condition() for row in self.rows))


class RuleForm(Form):
    """The whole editor; `groups` are its conditions."""

    version = HiddenField()
    name = WordsField(_("Name of the rule"), longest=80)
    match = RadioField(_("The rule applies when"), choices=(
        (ALL, _("all groups are met")), (ANY, _("any group is met"))), default=ALL)  # fmt: skip
    action = RadioField(_("Then"), choices=ACTION_CHOICES, default="warn")
    message_en = WordsField(_("Message in English"), longest=LONGEST_MESSAGE, required=False)
    message_ar = WordsField(_("Message in Arabic"), longest=LONGEST_MESSAGE, required=False)
    target = ChoiceField(_("Field to fill in"), required=False)
    practitioner = ChoiceField(_("Practitioner to propose"), required=False)
    referral = CodeField(_("Referral number to propose"), required=False, upper=False)
    valid_from = DayField(_("First day"))
    valid_to = DayField(_("Last day"), required=False)

    groups: list[GroupForm]

    def __iter__(self) -> Iterator[Any]:
        """The boxes of the rule and of its conditions, for the summary of errors."""
        yield from super().__iter__()
        for group in self.groups:
            yield from group
            for row in group.rows:
                yield from row

    @property
    def errors(self) -> dict[Any, Any]:
        return {**super().errors, **{f.id: f.errors for f in self if f.errors}}

    def validate(self, extra_validators: Any = None) -> bool:
        parts = [part for group in self.groups for part in (group, *group.rows)]
        sound = [super().validate(extra_validators), *(part.validate() for part in parts)]
        if not all(group.rows for group in self.groups):
            self.form_errors.append(
                gettext("A group has no condition. Add one, or remove the group.")
            )
            return False
        return all(sound)

    def validate_message_en(self, field: Any) -> None:
        self._need_message(field)

    def validate_message_ar(self, field: Any) -> None:
        self._need_message(field)

    def _need_message(self, field: Any) -> None:
        if self.action.data != SETS and not field.data:
            raise ValidationError(gettext("“%(field)s” is missing: people read it when the rule applies.", field=str(field.label.text)))  # fmt: skip

    def validate_target(self, field: Any) -> None:
        if self.action.data != SETS:
            return
        if not field.data:
            raise ValidationError(gettext("Choose the field that the rule fills in."))
        box = {"practitioner": self.practitioner, "referral_number": self.referral}.get(field.data)
        if box is not None and not box.data:
            raise ValidationError(gettext("Enter what the rule proposes for this field."))

    def to_draft(self) -> RuleDraft:
        """The rule as typed; only for a form that validated."""
        groups = tuple(group.to_group() for group in self.groups)
        sets = self.action.data == SETS
        return RuleDraft(
            name=self.name.data,
            when=groups[0] if len(groups) == 1 else Group(self.match.data, groups),
            action=self.action.data,
            message=Bilingual(self.message_en.data, self.message_ar.data),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            target=self.target.data if sets else None,
            value=self._value() if sets else None,
        )

    def _value(self) -> str:
        return {
            "practitioner": self.practitioner.data,
            "referral_number": self.referral.data,
            "patient_paid": PATIENT_SHARE,
        }[self.target.data] or ""


def rule_form(sheet: Sheet, version: int) -> RuleForm:
    """The form of what was typed or kept."""
    typed, listed = MultiDict(typed_conditions.write(sheet)), Listed()
    form = RuleForm(formdata=typed)
    form.version.data = str(version)
    form.target.choices = [(key, gettext(TARGET_WORDS[key])) for key in TARGETS]
    form.practitioner.choices = listed.of("practitioner")
    form.groups = [_group_form(g, sheet, typed, listed) for g in range(len(sheet.groups))]
    return form


def _group_form(place: int, sheet: Sheet, typed: MultiDict[str, str], listed: Listed) -> GroupForm:
    group = GroupForm(formdata=typed, prefix=f"groups-{place}-")
    group.new.choices = [(fact.key, gettext(fact.label)) for fact in FACTS.values()]
    group.rows = [
        _condition_form(f"groups-{place}-rows-{r}", FACTS[row.fact], typed, listed)
        for r, row in enumerate(sheet.groups[place].rows)
    ]
    return group
