"""The forms of templates and favourites: they check shape and hand over values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.claims.habits.models import DIAGNOSIS, KINDS, REASONS
from app.claims.habits.templates import TemplateDraft
from app.contracts.entry_rows import RowForm
from app.kernel.forms import ChoiceField, Form, RadioField, TypedField, WordsField
from app.kernel.pagewords import latin_digits
from app.kernel.words import N_

MOST_UNITS = 999
_PARTED = re.compile(r"[,،;\n]+")
_LINE = re.compile(
    r"(?P<code>[^\s×\x00-\x1f\x7f-\x9f]+)(?:\s*[x×*]?\s+(?P<quantity>\d{1,3}(?:\.\d{1,3})?))?",
    re.IGNORECASE,
)


class CodesField(TypedField):
    """Codes parted by commas, such as J06.9, I10."""

    nothing = ()

    def read(self, text: str) -> tuple[str, ...]:
        codes = [part.strip() for part in _PARTED.split(latin_digits(text)) if part.strip()]
        if any(not re.fullmatch(r"[A-Za-z0-9._/-]{1,40}", code) for code in codes):
            raise ValueError(_("“%(field)s” holds codes parted by commas, such as J06.9, I10.", field=self._name()))  # fmt: skip
        return tuple(code.upper() for code in codes)

    def write(self, value: Any) -> str:
        return ", ".join(value)


class LinesField(TypedField):
    """Services with their quantities parted by commas, such as CONS-GP, LAB-CBC x 2."""

    nothing = ()

    def read(self, text: str) -> tuple[tuple[str, Decimal], ...]:
        parts = [part.strip() for part in _PARTED.split(latin_digits(text)) if part.strip()]
        return tuple(self._line(part) for part in parts)

    def _line(self, part: str) -> tuple[str, Decimal]:
        found = _LINE.fullmatch(part)
        quantity = Decimal(found["quantity"] or 1) if found else Decimal(0)
        if not found or not Decimal(0) < quantity <= MOST_UNITS:
            raise ValueError(_("“%(field)s” holds codes with quantities, such as CONS-GP, LAB-CBC x 2.", field=self._name()))  # fmt: skip
        return found["code"], quantity

    def write(self, value: Any) -> str:
        return ", ".join(code if quantity == 1 else f"{code} x {quantity}" for code, quantity in value)  # fmt: skip


class TemplateForm(RowForm):
    """A template of a visit."""

    version = HiddenField()
    name = WordsField(lazy_gettext("Name"), longest=60)
    shortcuts = WordsField(lazy_gettext("Words that call it"), required=False, longest=120)
    practitioner = ChoiceField(
        lazy_gettext("For"), coerce=UUID, required=False, blank=lazy_gettext("The whole clinic")
    )
    diagnoses = CodesField(lazy_gettext("Diagnoses"), required=False)
    services = LinesField(lazy_gettext("Services"), required=False)

    not_optional = ("practitioner",)

    def to_draft(self) -> TemplateDraft:
        """The template as typed; only for a form that is valid."""
        words = [part.strip() for part in _PARTED.split(self.shortcuts.data or "") if part.strip()]
        return TemplateDraft(
            name=self.name.data,
            words=tuple(words),
            practitioner_id=self.practitioner.data,
            diagnoses=self.diagnoses.data,
            lines=self.services.data,
        )


class PinForm(Form):
    """A code to be offered first."""

    kind = RadioField(
        lazy_gettext("What is it?"),
        choices=[
            (kind, lazy_gettext("Diagnosis") if kind == DIAGNOSIS else lazy_gettext("Service"))
            for kind in KINDS
        ],
        missing=lazy_gettext("Choose whether it is a diagnosis or a service."),
    )
    code = WordsField(lazy_gettext("Code"), longest=64)


REASON_WORDS = {
    "no_visit": N_("The visit did not take place"),
    "paid_by_patient": N_("The patient paid for it"),
    "claimed_otherwise": N_("It was claimed elsewhere or to another insurer"),
    "not_billable": N_("Nothing of it can be claimed"),
}


class DismissForm(Form):
    """Why no claim is to come of it."""

    reason = RadioField(
        lazy_gettext("Why will there be no claim?"),
        choices=[(reason, lazy_gettext(REASON_WORDS[reason])) for reason in REASONS],
        missing=lazy_gettext("Choose why there will be no claim."),
    )
