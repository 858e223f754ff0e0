"""The entry page's form. It checks shape, keeps what was typed, and hands over a ClaimDraft."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, FormField, HiddenField
from wtforms.validators import InputRequired

from app.claims.cancelling import IN_ERROR
from app.claims.closing import REASONS
from app.claims.values import PRINCIPAL, SECONDARY, ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.entry_rows import (
    DiagnosisForm,
    PointersField,
    RowForm,
    take_diagnoses,
    take_services,
)
from app.contracts.resolving import Meant
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

ONE = Decimal(1)
MOST_DIAGNOSES, MOST_LINES = 25, 100
MOST_UNITS = 999


class LineForm(RowForm):
    """One service or drug: local code or words, quantity, price where it differs, diagnoses."""

    service = WordsField(lazy_gettext("Service"), required=False, longest=120)
    pick = WordsField(lazy_gettext("Which service?"), required=False, longest=60)
    quantity = QuantityField(
        lazy_gettext("Quantity"), least=Decimal("0.001"), most=MOST_UNITS, required=False
    )
    unit_price = MoneyField(lazy_gettext("Price"), required=False)
    pointers = PointersField(lazy_gettext("For diagnosis"), required=False)
    days_supply = DigitsField(lazy_gettext("For days"), required=False, longest=3)
    site = CodeField(lazy_gettext("Tooth or site"), required=False, longest=20)

    not_optional = ("service", "pick", "quantity", "pointers")
    choices: tuple[Any, ...] = ()

    @property
    def asked(self) -> str:
        """What is to be found: the candidate picked, else the text typed."""
        return self.pick.data or self.service.data or ""

    @property
    def is_blank(self) -> bool:
        """A row nobody used; its quantity and pointer were there from the start."""
        return not (self.asked or self.unit_price.typed.strip() or self.site.typed.strip())


class ClaimForm(RowForm):
    """The whole entry page."""

    # The checker, not the form, asks for it: a draft may wait for its doctor.
    not_optional = ("practitioner",)

    version = HiddenField()
    page = HiddenField()
    service_date = DayField(lazy_gettext("Service date"))
    policy = ChoiceField(lazy_gettext("Policy"), coerce=UUID, own_words=True)
    practitioner = ChoiceField(lazy_gettext("Practitioner"), coerce=UUID, required=False)
    facility = ChoiceField(lazy_gettext("Branch"), coerce=UUID, blank=None)
    referral_number = CodeField(lazy_gettext("Referral number"), required=False, upper=False)
    prescription_reference = CodeField(
        lazy_gettext("Prescription number"), required=False, upper=False
    )
    approval = ChoiceField(lazy_gettext("Approval"), coerce=UUID, required=False)
    emergency = BooleanField(lazy_gettext("Emergency: nobody could be asked before"))
    patient_paid = MoneyField(lazy_gettext("Collected from the patient"), required=False)
    offline_reference = CodeField(
        lazy_gettext("Number the insurer gave by telephone"), required=False, upper=False
    )
    offline_on = DayField(lazy_gettext("Day of the telephone call"), required=False)
    template = WordsField(lazy_gettext("Visit template"), required=False, longest=120)
    diagnoses = FieldList(FormField(DiagnosisForm), max_entries=MOST_DIAGNOSES)
    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)

    def take_diagnoses(self, meant: Mapping[str, Meant]) -> None:
        """Put codes in the place of what was typed; what is not clear becomes an error with choices."""
        take_diagnoses(self.diagnoses, meant)

    def take_services(self, meant: Mapping[str, Meant]) -> None:
        """Put local codes in the place of what was typed; the same for services."""
        take_services(self.lines, meant)

    @property
    def is_sound(self) -> bool:
        """Could everything be read?"""
        return not self.errors

    def to_draft(self, patient_id: UUID) -> ClaimDraft:
        """The claim as typed; only for a form that is sound."""
        return ClaimDraft(
            patient_id=patient_id,
            policy_id=self.policy.data,
            practitioner_id=self.practitioner.data,
            facility_id=self.facility.data,
            service_date=self.service_date.data,
            referral_number=self.referral_number.data or "",
            prescription_reference=self.prescription_reference.data or "",
            offline_reference=self.offline_reference.data or "",
            offline_on=self.offline_on.data,
            approval_id=self.approval.data,
            emergency=bool(self.emergency.data),
            patient_paid=self.patient_paid.data,
            diagnoses=self._diagnoses(),
            lines=self._lines(),
        )

    def _diagnoses(self) -> tuple[DiagnosisDraft, ...]:
        codes = [entry.form.asked for entry in self.diagnoses if entry.form.asked]
        return tuple(
            DiagnosisDraft(sequence=n, code=code, kind=PRINCIPAL if n == 1 else SECONDARY)
            for n, code in enumerate(codes, start=1)
        )

    def _lines(self) -> tuple[LineDraft, ...]:
        rows = [entry.form for entry in self.lines if not entry.form.is_blank]
        first = (1,) if any(entry.form.asked for entry in self.diagnoses) else ()
        return tuple(
            LineDraft(
                sequence=n,
                local_code=row.asked,
                service_date=self.service_date.data,
                quantity=ONE if row.quantity.data is None else row.quantity.data,
                unit_price=row.unit_price.data,
                pointers=row.pointers.data or first,
                days_supply=int(row.days_supply.data) if row.days_supply.data else None,
                site=row.site.data or "",
            )
            for n, row in enumerate(rows, start=1)
        )


class SendForm(Form):
    """The tick under the warnings of the check page."""

    version = HiddenField()
    over_warnings = BooleanField(
        lazy_gettext("I have read the warnings; the claim is right as it stands.")
    )


CANCEL_REASONS = (
    ("wrong_information", lazy_gettext("Something in the claim is wrong")),
    ("not_performed", lazy_gettext("The service was not given")),
    ("already_submitted", lazy_gettext("The visit was already claimed")),
)


class CancelForm(Form):
    """Why the insurer is asked to let go of a claim."""

    reason = RadioField(
        lazy_gettext("Why is this claim to be cancelled?"),
        choices=CANCEL_REASONS,
        missing=lazy_gettext("Choose why the claim is to be cancelled."),
    )


class NullifyForm(Form):
    """Why a claim ought never to have been sent, and that its effect on the money was read."""

    reason = RadioField(
        lazy_gettext("What was wrong about sending it?"),
        choices=[one for one in CANCEL_REASONS if one[0] in IN_ERROR],
        missing=lazy_gettext("Choose what was wrong about sending the claim."),
    )
    sure = BooleanField(
        lazy_gettext("I have read what this takes back"),
        validators=[
            InputRequired(lazy_gettext("Tick that you have read what nullifying takes back."))
        ],
    )


class CloseForm(Form):
    """Why a person ends a claim."""

    reason = RadioField(
        lazy_gettext("Why is this claim closed?"),
        choices=[(code, lazy_gettext(words)) for code, words in REASONS.items()],
        missing=lazy_gettext("Choose why the claim is closed."),
    )
