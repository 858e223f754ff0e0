"""The forms of approvals. They check shape, keep what was typed, and hand over domain values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.approvals import wording
from app.approvals.values import ABOVE, DOCUMENTS, NORMAL, DiagnosisAsked, LineAsked, RequestDraft
from app.contracts.entry_rows import DiagnosisForm, RowForm
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    DigitsField,
    Form,
    MoneyField,
    QuantityField,
    RadioField,
    WordsField,
)

MOST_DIAGNOSES, MOST_LINES, MOST_UNITS = 25, 50, 999
CANCEL_REASONS = (
    ("wrong_information", lazy_gettext("Something in the request is wrong")),
    ("not_performed", lazy_gettext("The service will not be given")),
    ("already_submitted", lazy_gettext("The same was asked already")),
)


class TicksField(SelectMultipleField):
    """Several of a list, as ticks: `choices` are (value, label) pairs."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, choices: Iterable[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.choices = list(choices)
        self.flags.optional = True

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def iter_choices(self) -> Any:
        """Every one of the list, those chosen ticked."""
        held = {str(value) for value in self.data or ()}
        return [Choice(value, label, str(value) in held, {}) for value, label in self._pairs()]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' own signature
        listed = {str(value) for value, _label in self._pairs()}
        if not {str(value) for value in self.data or ()} <= listed:
            name = str(self.label.text)
            raise StopValidation(
                gettext("%(field)s is not in the list. Choose one from the list.", field=name)
            )

    def _pairs(self) -> list[tuple[Any, Any]]:
        pairs: Any = self.choices
        return list(pairs or ())


class LineForm(RowForm):
    """One service or drug: local code or words, units, site, days of supply."""

    service = WordsField(lazy_gettext("Service"), required=False, longest=120)
    pick = WordsField(lazy_gettext("Which service?"), required=False, longest=60)
    units = QuantityField(
        lazy_gettext("Units"), least=Decimal("0.001"), most=MOST_UNITS, required=False
    )
    site = CodeField(lazy_gettext("Tooth or site"), required=False, longest=20)
    days_supply = DigitsField(lazy_gettext("For days"), required=False, longest=3)

    not_optional = ("service", "pick", "units")
    choices: tuple[Any, ...] = ()

    @property
    def asked(self) -> str:
        """What is to be found: the candidate picked, else the text typed."""
        return self.pick.data or self.service.data or ""

    @property
    def is_blank(self) -> bool:
        """A row nobody used; its units were there from the start."""
        return not self.asked and not self.site.typed.strip() and not self.days_supply.typed.strip()


class StartForm(Form):
    """What a request begins with."""

    kind = RadioField(
        lazy_gettext("What is asked for?"),
        choices=list(wording.KINDS.items()),
        missing=lazy_gettext("Choose what is asked for."),
    )
    policy = ChoiceField(lazy_gettext("Policy"), coerce=UUID, own_words=True)


class RequestForm(RowForm):
    """The whole entry page."""

    # The check page, not the form, asks for it: a draft may wait for its doctor.
    not_optional = ("practitioner", "justification")

    version = HiddenField()
    page = HiddenField()
    kind = ChoiceField(
        lazy_gettext("Kind of care"), choices=list(wording.KINDS.items()), blank=None
    )
    priority = ChoiceField(
        lazy_gettext("Urgency"), choices=list(wording.PRIORITIES.items()), blank=None
    )
    policy = ChoiceField(lazy_gettext("Policy"), coerce=UUID, own_words=True)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False)
    facility = ChoiceField(lazy_gettext("Branch"), coerce=UUID, blank=None)
    service_from = DayField(lazy_gettext("Planned from"))
    service_to = DayField(lazy_gettext("Planned until"), required=False)
    prescription = WordsField(
        lazy_gettext("Prescription number or lens values"), required=False, longest=120
    )
    emergency = BooleanField(lazy_gettext("Already given as an emergency"))
    sentences = TicksField(lazy_gettext("Sentences of your library"), coerce=UUID)
    justification = WordsField(
        lazy_gettext("Why does the patient need it?"), required=False, longest=1500, multiline=True
    )
    diagnoses = FieldList(FormField(DiagnosisForm), max_entries=MOST_DIAGNOSES)
    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)

    @property
    def is_sound(self) -> bool:
        """Could everything be read?"""
        return not self.errors

    def to_draft(self) -> RequestDraft:
        """The request as typed; only for a form that is sound."""
        return RequestDraft(
            kind=self.kind.data,
            priority=self.priority.data or NORMAL,
            policy_id=self.policy.data,
            practitioner_id=self.practitioner.data,
            facility_id=self.facility.data,
            service_from=self.service_from.data,
            service_to=self.service_to.data or self.service_from.data,
            justification=self.justification.data or "",
            prescription=self.prescription.data or "",
            emergency=bool(self.emergency.data),
            sentences=tuple(self.sentences.data or ()),
            diagnoses=self._diagnoses(),
            lines=self._lines(),
        )

    def _diagnoses(self) -> tuple[DiagnosisAsked, ...]:
        codes = [entry.form.asked for entry in self.diagnoses if entry.form.asked]
        return tuple(DiagnosisAsked(sequence=n, code=code) for n, code in enumerate(codes, 1))

    def _lines(self) -> tuple[LineAsked, ...]:
        rows = [entry.form for entry in self.lines if not entry.form.is_blank]
        return tuple(
            LineAsked(
                sequence=n,
                local_code=row.asked,
                units=Decimal(1) if row.units.data is None else row.units.data,
                site=row.site.data or "",
                days_supply=int(row.days_supply.data) if row.days_supply.data else None,
            )
            for n, row in enumerate(rows, 1)
        )


class SendForm(Form):
    """The button under the answers."""

    version = HiddenField()


class CancelForm(Form):
    """Why the insurer is asked to let go of it."""

    reason = RadioField(
        lazy_gettext("Why is this approval to be cancelled?"),
        choices=CANCEL_REASONS,
        missing=lazy_gettext("Choose why the approval is to be cancelled."),
    )


class RequirementForm(Form):
    """A payer's rule: which services need approval, and with which papers."""

    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID)
    scope = RadioField(
        lazy_gettext("Which services?"), choices=list(wording.SCOPES.items()),
        missing=lazy_gettext("Choose which services the rule is about."),
    )  # fmt: skip
    category = ChoiceField(
        lazy_gettext("Category"), choices=list(wording.CATEGORIES.items()), required=False
    )
    target = WordsField(lazy_gettext("Service or code"), required=False, longest=60)
    level = RadioField(
        lazy_gettext("Is approval needed?"), choices=list(wording.LEVELS.items()),
        missing=lazy_gettext("Choose whether approval is needed."),
    )  # fmt: skip
    threshold = MoneyField(lazy_gettext("Above this amount for the line"), required=False)
    documents = TicksField(
        lazy_gettext("Papers the insurer wants"),
        choices=[(kind, lazy_gettext(words)) for kind, words in DOCUMENTS.items()],
    )
    note = WordsField(lazy_gettext("Note"), required=False, longest=200)
    valid_from = DayField(lazy_gettext("First day"))
    valid_to = DayField(lazy_gettext("Last day"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """An amount belongs to a rule above an amount; a category to a rule about one."""
        fine = super().validate(extra_validators)
        if self.level.data == ABOVE and self.threshold.data is None and not self.threshold.errors:
            self.threshold.errors = [*self.threshold.errors, str(lazy_gettext("Enter the amount above which approval is needed."))]  # fmt: skip
            return False
        if self.scope.data == "category" and not self.category.data:
            self.category.errors = [*self.category.errors, str(lazy_gettext("Choose the category the rule is about."))]  # fmt: skip
            return False
        if self.scope.data in {"service", "code"} and not self.target.data and not self.target.errors:  # fmt: skip
            self.target.errors = [*self.target.errors, str(lazy_gettext("Enter the code the rule is about."))]  # fmt: skip
            return False
        return fine


class EndForm(Form):
    """The last day of a rule."""

    valid_to = DayField(lazy_gettext("Last day"))


class TimesForm(Form):
    """How long an insurer may take, from a day on."""

    payer = ChoiceField(
        lazy_gettext("Insurer"), coerce=UUID, required=False, blank=lazy_gettext("All insurers")
    )
    minutes = DigitsField(lazy_gettext("Minutes to answer"), longest=5)
    emergency_hours = DigitsField(lazy_gettext("Hours to obtain one after an emergency"), longest=4)
    valid_from = DayField(lazy_gettext("From day"))

    def validate(self, extra_validators: Any = None) -> bool:
        """No time is none at all: nought is refused."""
        fine = super().validate(extra_validators)
        for field in (self.minutes, self.emergency_hours):
            if field.data and int(field.data) < 1:
                field.errors = [*field.errors, str(lazy_gettext("Enter a number above nought."))]
                fine = False
        return fine


class SentenceForm(Form):
    """A sentence in both languages."""

    text_en = WordsField(lazy_gettext("In English"), longest=300)
    text_ar = WordsField(lazy_gettext("In Arabic"), longest=300)
