"""The form of a branch."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.forms import CodeField, DayField, Form, WordsField
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
