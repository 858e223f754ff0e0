"""The form of a paper prescription: prescriber and licence, days, medicines with their dose, the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import FieldList, FormField

from app.contracts.entry_rows import DiagnosisForm, take_services
from app.contracts.resolving import Meant
from app.kernel.forms import CodeField, DayField, Form, WordsField
from app.pharmacy.prescriptions.service import NewLine, NewPrescription
from app.prescribing.dosed_form import MOST_LINES, DosedForm


class OrderedForm(DosedForm):
    """One medicine of the paper, by code or by words of ours."""

    pick = WordsField(_("Which medicine?"), required=False, longest=60)

    not_optional = ("service", "pick", "quantity")
    choices: tuple[Any, ...] = ()

    @property
    def asked(self) -> str:
        """What is to be found: the candidate picked, else the text typed."""
        return self.pick.data or self.service.data or ""

    def to_line(self) -> NewLine:
        """The line as typed; only for a form that is sound."""
        return NewLine(local_code=self.service.data, **self.dosage)


class PaperForm(Form):
    """The whole paper."""

    prescriber_name = WordsField(_("Prescriber"), longest=120)
    prescriber_licence = CodeField(_("Prescriber's licence"))
    reference = CodeField(_("Number on the paper"), required=False)
    written_on = DayField(_("Written on"))
    expires_on = DayField(_("Valid until"))
    diagnoses = FieldList(FormField(DiagnosisForm), min_entries=1, max_entries=1)
    lines = FieldList(FormField(OrderedForm), max_entries=MOST_LINES)
    picture = FileField(_("Picture of the paper"))

    @property
    def diagnosis(self) -> DiagnosisForm:
        """What the medicines are for."""
        row: DiagnosisForm = self.diagnoses[0].form
        return row

    def take_medicines(self, meant: Mapping[str, Meant]) -> None:
        """Put local codes in the place of what was typed; what is not clear becomes an error with choices."""
        take_services(self.lines, meant)
        for entry in self.lines:
            entry.form.want_units()
        self.lines.errors = [row.errors for row in self.lines] if any(row.errors for row in self.lines) else []  # fmt: skip
        if all(entry.form.is_blank for entry in self.lines):
            self.form_errors.append(str(_("Enter at least one medicine.")))

    def to_prescription(self, patient_id: UUID) -> NewPrescription:
        """The paper as typed; only for a form that is sound."""
        upload = self.picture.data
        return NewPrescription(
            patient_id=patient_id,
            prescriber_name=self.prescriber_name.data,
            prescriber_licence=self.prescriber_licence.data,
            reference=self.reference.data or "",
            written_on=self.written_on.data,
            expires_on=self.expires_on.data,
            diagnosis_code=self.diagnosis.code.data or "",
            lines=tuple(row.form.to_line() for row in self.lines if not row.form.is_blank),
            picture=upload.read() if upload else None,
        )
