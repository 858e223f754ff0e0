"""The forms of the edits' settings. They check shape and hand over a NewSetting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField
from wtforms.widgets import TextArea, TextInput

from app.claims.rulebook.rules import LOCKED
from app.claims.rulebook.service import NewSetting
from app.claims.rulebook.words import SEVERITY_CHOICES
from app.claims.scrubbing import kinds
from app.claims.scrubbing.edit import Edit
from app.claims.scrubbing.parameters import PARAMETERS, Parameter
from app.kernel.clock import today
from app.kernel.forms import ChoiceField, DayField, Form, TypedField, WordsField
from app.kernel.pagewords import latin_digits, name_of
from app.reference import queries as reference

ONE_LINE = frozenset({"count", "amount", "share", "words"})
LONGEST_VALUE = 4000


class ParameterField(TypedField):
    """A parameter's value as text; empty leaves it as it is."""

    def __init__(self, label: Any = None, *args: Any, parameter: Parameter, **options: Any) -> None:
        super().__init__(label, *args, required=False, **options)
        self.parameter = parameter
        self.widget = TextInput() if parameter.kind.name in ONE_LINE else TextArea()

    def read(self, text: str) -> Any:
        if len(text) > LONGEST_VALUE:
            raise ValueError(gettext("“%(field)s” is too long. Shorten it.", field=self._name()))
        try:
            value = self.parameter.typed(latin_digits(text))
            self.parameter.read(value)
        except ValueError:
            raise ValueError(
                gettext("“%(field)s” cannot be read. Write it as the hint says.", field=self._name())
            ) from None  # fmt: skip
        return value


class SettingForm(Form):
    """How an edit is to be set; its parameters are added by `setting_form`."""

    payer = ChoiceField(
        _("For which insurer"), coerce=UUID, required=False, blank=_("All insurers")
    )
    severity = ChoiceField(
        _("Severity"), choices=SEVERITY_CHOICES, required=False, blank=_("Leave it as it is")
    )
    back = BooleanField(_("Back to what was agreed or delivered"))
    valid_from = DayField(_("First day"))
    valid_to = DayField(_("Last day"), required=False)
    reason = WordsField(_("Why?"), longest=200)

    parameter_names: tuple[str, ...] = ()

    def to_setting(self, code: str) -> NewSetting:
        """The setting as typed; only for a form that validated."""
        typed = {name: self[name].data for name in self.parameter_names}
        back = self.back.data
        return NewSetting(
            edit=code,
            payer_id=self.payer.data,
            severity=None if back else (self.severity.data or None),
            parameters={} if back else {n: _plain(self[n], v) for n, v in typed.items() if v is not None},
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            reason=self.reason.data,
            back_to_delivered=back,
        )  # fmt: skip


def _plain(field: Any, value: Any) -> Any:
    return value == "yes" if isinstance(field, ChoiceField) else value


def setting_form(edit: Edit) -> SettingForm:
    """The form of one edit: with a box for each of its parameters, without the severity where it is locked."""
    named = {name: _field(PARAMETERS[name]) for name in edit.parameters}
    members: dict[str, Any] = {**named, "parameter_names": tuple(named)}
    if edit.code in LOCKED:
        members["severity"] = ChoiceField(_("Severity"), required=False, blank=_("Always blocks"))
    form: SettingForm = type("SettingForm", (SettingForm,), members)()
    form.payer.choices = payer_choices()
    if not form.is_submitted():
        form.valid_from.process_data(today())
    return form


def _field(parameter: Parameter) -> Any:
    label = _(parameter.sentence)
    if parameter.kind is kinds.YES_NO:
        return ChoiceField(
            label, choices=(("yes", _("Yes")), ("no", _("No"))), required=False, blank=_("Leave it as it is")
        )  # fmt: skip
    return ParameterField(label, parameter=parameter)


def payer_choices() -> list[tuple[UUID, str]]:
    """The insurers of today in the language of the page."""
    return [(one.id, name_of(one)) for one in reference.payers(today())]


class EditFilter(Form):
    """What the list of edits is narrowed by, from the address."""

    q = WordsField(_("Code or words"), required=False, longest=60)
    group = ChoiceField(_("Group"), required=False, blank=_("All groups"))
    severity = ChoiceField(
        _("Severity"), choices=SEVERITY_CHOICES, required=False, blank=_("All severities")
    )
    payer = ChoiceField(_("As it holds for"), coerce=UUID, required=False, blank=_("All insurers"))
