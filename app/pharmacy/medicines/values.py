"""What packages say to each other about medicines: values only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.reference.folding import fold_words

ONE = Decimal(1)


@dataclass(frozen=True)
class Ingredient:
    """An active ingredient: folded English name, which is compared, and the Arabic one, which is shown."""

    name: str
    name_ar: str = ""


@dataclass(frozen=True, kw_only=True)
class MedicineFacts:
    """A medicine as the counter, the alerts and the claim need it.

    Amounts per unit in OMR; `content` in dose units per unit; `pack_size` in units; ages in years.
    """

    medicine_id: UUID
    service_id: UUID
    local_code: str
    name_en: str
    name_ar: str
    ingredients: tuple[str, ...]
    strength: str
    form: str
    dose_unit: str
    unit: str
    content: Decimal
    pack_size: Decimal
    splittable: bool
    regulated_price: Decimal | None
    controlled: bool
    only_sex: str | None
    min_age: int | None
    max_age: int | None
    highest_daily_dose: Decimal | None

    def name(self, language: str) -> str:
        """The medicine's name in a language."""
        return self.name_ar if language == "ar" else self.name_en


@dataclass(frozen=True, kw_only=True)
class NewMedicine:
    """What a person enters of a medicine. `local_code` names its service, which is added where there is none."""

    local_code: str
    name_en: str
    name_ar: str
    ingredients: tuple[Ingredient, ...]
    strength: str
    form: str
    dose_unit: str
    unit: str
    content: Decimal = ONE
    pack_size: Decimal = ONE
    splittable: bool = True
    vat_category: str = "zero"
    regulated_price: Decimal | None = None
    controlled: bool = False
    only_sex: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    highest_daily_dose: Decimal | None = None
    active: bool = True


def equivalence(ingredients: tuple[Ingredient, ...], strength: str, form: str) -> str:
    """The key that substitutes share: the same ingredients, strength and form."""
    names = "+".join(sorted(fold_words(one.name) for one in ingredients))
    return f"{names}|{fold_words(strength)}|{form}"
