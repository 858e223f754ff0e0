"""The form by which a prescriber writes a prescription."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField

from app.contracts.entry_rows import DiagnosisForm, gather
from app.kernel.forms import ChoiceField, DayField, Form, RadioField
from app.kernel.pagewords import name_of
from app.prescribing.dosed_form import MOST_LINES, DosedForm
from app.prescribing.models import GUARDIAN, PATIENT
from app.prescribing.service import NewWritten, NewWrittenLine, prescribers

# Code of the list of drugs -> what it is called.
Drugs = Mapping[str, str]


class WriteForm(Form):
    """Prescriber, last day, what it is for, medicines, who agreed."""

    practitioner = ChoiceField(_("Prescriber"), coerce=UUID)
    expires_on = DayField(_("Valid until"))
    diagnoses = FieldList(FormField(DiagnosisForm), min_entries=1, max_entries=1)
    lines = FieldList(FormField(DosedForm), max_entries=MOST_LINES)
    consent_given_by = RadioField(
        _("Who agreed that the pharmacy with the slip reads this prescription?"),
        missing=_("Without the patient's agreement it cannot be handed to a pharmacy. Ask, and choose who agreed."),
        choices=[(PATIENT, _("The patient")), (GUARDIAN, _("The patient's guardian"))],
    )  # fmt: skip

    @property
    def diagnosis(self) -> DiagnosisForm:
        """What the medicines are for."""
        row: DiagnosisForm = self.diagnoses[0].form
        return row

    def offer(self, on: date) -> WriteForm:
        """The form with those who may prescribe on the day."""
        self.practitioner.choices = [(one.id, name_of(one)) for one in prescribers(on)]
        return self

    def want_medicines(self) -> None:
        """Each row needs a medicine and units, and one row at least is used."""
        for entry in self.lines:
            row = entry.form
            if not row.is_blank and not row.asked and not row.service.errors:
                row.service.errors = [str(_("The medicine of this line is missing. Enter it."))]
            row.want_units()
        gather(self.lines)
        if all(entry.form.is_blank for entry in self.lines):
            self.form_errors.append(str(_("Enter at least one medicine.")))

    @property
    def asked(self) -> set[str]:
        """What was typed as medicines: codes or words."""
        return {row.form.asked for row in self.lines if row.form.asked}

    @property
    def typed_medicines(self) -> set[str]:
        """The same before anything is judged."""
        typed = {row.form.service.typed.strip() for row in self.lines}
        return typed - {""}

    def to_prescription(self, patient_id: UUID, claim_id: UUID | None, drugs: Drugs) -> NewWritten:
        """The prescription as typed; only for a form that is sound."""
        return NewWritten(
            patient_id=patient_id,
            claim_id=claim_id,
            practitioner_id=self.practitioner.data,
            expires_on=self.expires_on.data,
            diagnosis_code=self.diagnosis.code.data or "",
            consent_given_by=self.consent_given_by.data or "",
            lines=tuple(_line(row.form, drugs) for row in self.lines if not row.form.is_blank),
        )


def _line(row: DosedForm, drugs: Drugs) -> NewWrittenLine:
    typed = row.asked
    code = next((one for one in (typed, typed.upper()) if one in drugs), "")
    return NewWrittenLine(name=drugs.get(code, typed), code=code, **row.dosage)
