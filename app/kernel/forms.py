"""Forms check shape and hand over values. Every box reads Arabic digits and keeps what was typed.

A form carries no token field: `post_form` writes the tokens, the CSRF extension and
`kernel.idempotency` check them before any view, so that nested forms work like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from markupsafe import Markup, escape
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, RadioInput, Select, TextInput, html_params

from app.kernel.clock import today
from app.kernel.days import PARTS, DayIncomplete, NoSuchDay, day_parts, read_day
from app.kernel.fields import (
    CodeField,
    DigitsField,
    MoneyField,
    PhoneField,
    QuantityField,
    TypedField,
    WordsField,
    missing_sentence,
    shown_as_typed,
)

__all__ = [
    "ChoiceField", "CodeField", "DayField", "DigitsField", "Form", "MoneyField", "PhoneField",
    "QuantityField", "RadioField", "TicksField", "TypedField", "WordsField",
]  # fmt: skip

CHOOSE = lazy_gettext("Choose")


class Form(FlaskForm):
    """The base of every form; `form_errors` holds the sentences that belong to no field."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted as a form; JSON is no form, whatever it holds."""
            is_json = formdata is _Auto and request.is_json
            return None if is_json else super().wrap_formdata(form, formdata)


class DayField(Field):
    """A day as three boxes, or as one text such as 2026-11-22 or 22/11/2026. The value is a date."""

    widget = TextInput()

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, *, required: bool = True,
        missing: Any = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validators, **options)
        self.required, self.missing = required, missing
        if not required:
            self.flags.optional = True

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        typed = {
            part: formdata.get(f"{self.name}-{part}", "") if formdata else "" for part in PARTS
        }
        self.boxes = {part: shown_as_typed(text) for part, text in typed.items()}
        super().process(formdata, data, extra_filters)

    def process_data(self, value: date | None) -> None:
        self.data = value
        self.parts = day_parts(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data, self.parts = None, dict(self.boxes)
        if not any(self.boxes.values()) and valuelist:
            self.parts["day"] = shown_as_typed(str(valuelist[0]))
        name = str(self.label.text)
        try:
            self.data = read_day(self.parts)
        except DayIncomplete:
            raise ValueError(
                _("%(field)s is not complete. Enter day, month and a year of four digits.", field=name)
            ) from None  # fmt: skip
        except NoSuchDay:
            raise ValueError(
                _("%(field)s is not a real day. Enter it such as 22 11 2026.", field=name)
            ) from None
        if self.data is not None:
            self.parts = self.parts if all(self.parts.values()) else day_parts(self.data)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        if self.required and self.data is None and not self.process_errors:
            raise StopValidation(missing_sentence(self))


class DropDown(Select):
    """A drop-down whose options are written in one go: the lists of a page's filters are long."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        # Somebody's own words run in their own direction, whatever the page's.
        turned = ' dir="auto"' if field.own_words else ""
        options = "".join(
            f'<option{" selected" if is_chosen else ""}{turned if value else ""} value="{escape(value)}">{escape(label)}</option>'
            for value, label, is_chosen in field.options()
        )
        # Attributes and options were escaped where they were written.
        return Markup(f"<select {html_params(name=field.name, **attributes)}>{options}</select>")  # noqa: S704


class ChoiceField(SelectField):
    """One of a list, as a drop-down: `choices` are (value, label) pairs, `coerce` reads a value.

    `blank` labels the empty first option; None leaves it out. `own_words`: the labels are what somebody typed.
    """

    widget: Any = DropDown()

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, *, choices: Iterable[Any] = (),
        coerce: Callable[[Any], Any] = str, required: bool = True, missing: Any = None,
        blank: Any = CHOOSE, own_words: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validators, coerce, None, **options)
        self.choices, self.own_words = list(choices), own_words
        self.required, self.missing, self.blank = required, missing, blank
        if not required:
            self.flags.optional = True

    def options(self) -> list[tuple[str, str, bool]]:
        """The blank option, then the list: value, label, and whether it is the one chosen."""
        chosen = str(self.data)
        first = [] if self.blank is None else [("", str(self.blank), self.data is None)]
        return first + [
            (str(value), str(label), str(value) == chosen) for value, label in self._pairs()
        ]

    def iter_choices(self) -> Any:
        """The options as WTForms' own widgets read them."""
        return [Choice(value, label, is_chosen, {}) for value, label, is_chosen in self.options()]

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if valuelist and valuelist[0] != "":
            try:
                self.data = self.coerce(valuelist[0])
            except (ValueError, TypeError):
                raise ValueError(self._not_listed()) from None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        if self.process_errors:
            return
        if self.data is None:
            if self.required:
                raise StopValidation(missing_sentence(self))
        elif not any(str(value) == str(self.data) for value, _label in self._pairs()):
            raise StopValidation(self._not_listed())

    def _pairs(self) -> list[tuple[Any, Any]]:
        pairs: Any = self.choices
        return list(pairs or ())

    def _not_listed(self) -> str:
        name = str(self.label.text)
        return _("%(field)s is not in the list. Choose one from the list.", field=name)


class RadioField(ChoiceField):
    """One of a few, as radio buttons."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()

    def __init__(self, *args: Any, blank: Any = None, **options: Any) -> None:
        super().__init__(*args, blank=blank, **options)


class TicksField(SelectMultipleField):
    """Any number of a list, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayForm(Form):
    """A day to look at: today, unless another one is asked for and can be read."""

    day = DayField(lazy_gettext("Day"), required=False)

    @classmethod
    def read(cls, asked: Any) -> DayForm:
        """The day of an address; one that cannot be read is an error of the form, and today stands in for it."""
        form = cls(formdata=asked)
        form.validate()
        if form.day.errors:
            form.day.data = None
        return form

    @property
    def chosen(self) -> date:
        """The day that is looked at."""
        return self.day.data or today()
