"""The forms of medicines, of their boxes and of files."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from app.contracts.words import VAT_WORDS
from app.kernel.filtering import FilterForm
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    Form,
    MoneyField,
    QuantityField,
    WordsField,
)
from app.kernel.web import in_words
from app.pharmacy.barcodes import UnreadableCode, gtin_14
from app.pharmacy.medicines import wording
from app.pharmacy.medicines.values import Ingredient, NewMedicine

SMALLEST = Decimal("0.001")
LONGEST_LIST, LONGEST_INGREDIENT = 1_200, 120


class IngredientsField(WordsField):
    """Ingredients, one a line: the English name, and the Arabic one after a slash where there is one."""

    nothing: Any = ()

    def __init__(self, label: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(label, *args, longest=LONGEST_LIST, multiline=True, **options)

    def read(self, text: str) -> Any:
        lines = [line for line in super().read(text).split("\n") if line]
        parts = [[part.strip() for part in line.split("/", 1)] for line in lines]
        named = all(re.fullmatch(r"[!-~][ -~]*", part[0]) for part in parts)
        if not named or any(len(one) > LONGEST_INGREDIENT for part in parts for one in part):
            raise ValueError(
                gettext("“%(field)s” holds one ingredient a line, such as amoxicillin.", field=self._name())
            )  # fmt: skip
        return tuple(Ingredient(one[0], one[1] if len(one) > 1 else "") for one in parts)

    def write(self, value: Any) -> str:
        return "\n".join(
            f"{one.name} / {one.name_ar}" if one.name_ar else one.name for one in value
        )


class MedicineForm(Form):
    """What a person enters of a medicine."""

    local_code = CodeField(_("Our code"), longest=40)
    name_en = WordsField(_("Name in English"), longest=160)
    name_ar = WordsField(_("Name in Arabic"), longest=160)
    ingredients = IngredientsField(_("Active ingredients"))
    strength = WordsField(_("Strength"), longest=60)
    form = ChoiceField(_("Form"))
    unit = ChoiceField(_("Unit that is counted and supplied"))
    dose_unit = ChoiceField(_("Dose unit"))
    content = QuantityField(_("Dose units in one unit"), least=SMALLEST, most=100_000)
    pack_size = QuantityField(_("Units in a box"), least=SMALLEST, most=100_000)
    splittable = BooleanField(_("A box may be opened and supplied in part"), default=True)
    vat_category = ChoiceField(_("VAT"), default="zero")
    regulated_price = MoneyField(_("Highest price of a unit allowed"), required=False)
    controlled = BooleanField(_("Controlled medicine, kept in the register"))
    only_sex = ChoiceField(_("Only for"), required=False)
    min_age = QuantityField(_("From age"), least=0, most=120, places=0, required=False)
    max_age = QuantityField(_("To age"), least=0, most=120, places=0, required=False)
    highest_daily_dose = QuantityField(_("Highest daily dose, in dose units"), least=SMALLEST, most=100_000, required=False)  # fmt: skip
    active = BooleanField(_("In use"), default=True)

    def offer(self) -> None:
        """The choices in the language of the page."""
        self.form.choices = wording.choices(wording.FORMS)
        self.unit.choices = wording.choices(wording.UNITS)
        self.dose_unit.choices = wording.choices(wording.UNITS)
        self.vat_category.choices = wording.choices(VAT_WORDS)
        self.only_sex.choices = wording.choices(wording.SEXES)

    def to_medicine(self) -> NewMedicine:
        """The medicine as typed; only for a form that is valid."""
        names = (
            "local_code", "name_en", "name_ar", "ingredients", "strength", "form", "unit", "dose_unit",
            "content", "pack_size", "splittable", "vat_category", "regulated_price", "controlled",
            "only_sex", "highest_daily_dose", "active",
        )  # fmt: skip
        values: dict[str, Any] = {name: self[name].data for name in names}
        values |= {"min_age": _age(self.min_age.data), "max_age": _age(self.max_age.data)}
        return NewMedicine(**values)


def _age(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


class GtinField(CodeField):
    """A GTIN in digits as it stands below the bars; the value has 14 of them."""

    def read(self, text: str) -> str:
        try:
            return gtin_14(super().read(text))
        except UnreadableCode as refusal:
            raise ValueError(in_words(refusal)) from None


class BoxForm(Form):
    """A box of a medicine: its GTIN and the units in it."""

    gtin = GtinField(_("Number below the bars (GTIN)"), longest=14)
    units = QuantityField(_("Units in this box"), least=SMALLEST, most=100_000)


class ExplainForm(Form):
    """Which medicine a box holds."""

    medicine = WordsField(_("Which medicine is this?"), longest=120)
    units = QuantityField(_("Units in this box"), least=SMALLEST, most=100_000)


class InteractionFileForm(Form):
    """A file of interactions."""

    file = FileField(_("File with interactions"), validators=[FileRequired(_("Choose a file."))])


class FormularyFileForm(Form):
    """A payer's file of what it covers."""

    payer = ChoiceField(_("Payer"), coerce=UUID)
    valid_from = DayField(_("From this day on"))
    file = FileField(_("File with the formulary"), validators=[FileRequired(_("Choose a file."))])


class MedicineFilterForm(FilterForm):
    """The row of filters above the list."""

    q = WordsField(_("Code, name or ingredient"), required=False, longest=80)
    kind = ChoiceField(_("Kind"), required=False, blank=_("All"))
