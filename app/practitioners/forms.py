"""The form of a practitioner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.kernel.forms import ChoiceField, CodeField, DayField, Form, TicksField, WordsField
from app.kernel.words import N_
from app.practitioners.service import PractitionerFacts

ROLES = {
    "doctor": N_("Doctor"),
    "dentist": N_("Dentist"),
    "nurse": N_("Nurse"),
    "pharmacist": N_("Pharmacist"),
    "physio": N_("Physiotherapist"),
}


class PractitionerForm(Form):
    """Who treats, under which licence, and which payers list them."""

    name_en = WordsField(_("Name in English"), longest=120)
    name_ar = WordsField(_("Name in Arabic"), longest=120)
    role = ChoiceField(_("Profession"))
    specialty = WordsField(_("Specialty"), longest=80)
    licence_number = CodeField(_("Licence number"), longest=40)
    licence_from = DayField(_("Licence valid from"))
    licence_to = DayField(_("Licence valid until"))
    active = BooleanField(_("Works here"), default=True)
    payers = TicksField(_("Listed by these payers"))

    def offer(self, roles: Iterable[tuple[str, str]], payers: Iterable[tuple[str, str]]) -> None:
        """What can be chosen, in the language of the page."""
        self.role.choices, self.payers.choices = list(roles), list(payers)

    def to_facts(self) -> PractitionerFacts:
        names: tuple[Any, ...] = ("licence_number", "name_en", "name_ar", "role", "specialty", "licence_from", "licence_to", "active")  # fmt: skip
        return PractitionerFacts(**{name: self[name].data for name in names})
