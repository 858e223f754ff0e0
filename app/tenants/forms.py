"""The forms of a branch and of a renewed paper."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from app.kernel.forms import CodeField, DayField, Form, QuantityField, WordsField
from app.tenants.branches import BranchFacts


class BranchForm(Form):
    """A branch and the days of its MOH licence."""

    name_en = WordsField(_("Name in English"), longest=120)
    name_ar = WordsField(_("Name in Arabic"), longest=120)
    licence_number = CodeField(_("MOH licence number"), longest=40)
    licence_from = DayField(_("Licence valid from"), required=False)
    licence_to = DayField(_("Licence valid until"), required=False)

    def to_facts(self) -> BranchFacts:
        return BranchFacts(
            name_en=self.name_en.data or "",
            name_ar=self.name_ar.data or "",
            licence_number=self.licence_number.data or "",
            licence_from=self.licence_from.data,
            licence_to=self.licence_to.data,
        )


class MoreBranchesForm(Form):
    """How many branches in all, and why."""

    wanted = QuantityField(_("Branches in all"), least=1, most=999, places=0)
    reason = WordsField(_("Why you need them"), longest=600, multiline=True)


class ScanForm(Form):
    """A newer file of a paper that has no number and does not end."""

    file = FileField(_("File"), validators=[FileRequired(_("Choose the file of the newer paper."))])

    def to_number(self) -> str:
        return ""

    def to_last_day(self) -> date | None:
        return None


class RenewedPaperForm(ScanForm):
    """A newer paper with its number and its last day."""

    number = CodeField(_("Number"), longest=40)
    expires_on = DayField(_("Last day of validity"))
    # Declared again, so that the summary of errors follows the page.
    file = FileField(_("File"), validators=[FileRequired(_("Choose the file of the newer paper."))])

    def to_number(self) -> str:
        return self.number.data or ""

    def to_last_day(self) -> date | None:
        return self.expires_on.data
