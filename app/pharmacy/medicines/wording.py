"""The words for forms, units and severities (msgids)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.kernel.words import N_

FORMS = {
    "tablet": N_("Tablet"),
    "capsule": N_("Capsule"),
    "syrup": N_("Syrup"),
    "suspension": N_("Suspension"),
    "drops": N_("Drops"),
    "cream": N_("Cream"),
    "ointment": N_("Ointment"),
    "injection": N_("Injection"),
    "pen": N_("Pen"),
    "inhaler": N_("Inhaler"),
    "suppository": N_("Suppository"),
    "patch": N_("Patch"),
    "sachet": N_("Sachet"),
    "spray": N_("Spray"),
}
# What is counted, and what a dose is counted in.
UNITS = {
    "tablet": N_("tablet"),
    "capsule": N_("capsule"),
    "pack": N_("pack"),
    "bottle": N_("bottle"),
    "tube": N_("tube"),
    "vial": N_("vial"),
    "ampoule": N_("ampoule"),
    "pen": N_("pen"),
    "inhaler": N_("inhaler"),
    "suppository": N_("suppository"),
    "patch": N_("patch"),
    "sachet": N_("sachet"),
    "ml": N_("millilitre"),
    "g": N_("gram"),
    "iu": N_("international unit"),
    "puff": N_("puff"),
    "drop": N_("drop"),
    "dose": N_("dose"),
}


def form_words(form: str) -> str:
    """A form in the page's language; one that has no word here stands as it was entered."""
    known = FORMS.get(form.lower()) or UNITS.get(form.lower())
    return _(known) if known else form


SEXES = {"female": N_("Women"), "male": N_("Men")}
SEVERITIES = {
    "contraindicated": (N_("Contraindicated"), "danger"),
    "severe": (N_("Severe"), "danger"),
    "moderate": (N_("Moderate"), "warning"),
    "minor": (N_("Minor"), "neutral"),
}
COLUMNS = {
    "first": N_("First ingredient"),
    "second": N_("Second ingredient"),
    "severity": N_("Severity"),
    "words_en": N_("What happens (English)"),
    "words_ar": N_("What happens (Arabic)"),
    "local_code": N_("Our code"),
    "covered": N_("Covered"),
    "gtin": N_("Number below the bars (GTIN)"),
    "gtins": N_("Number below the bars (GTIN)"),
    "name_en": N_("Name in English"),
    "name_ar": N_("Name in Arabic"),
    "ingredients": N_("Active ingredients"),
    "strength": N_("Strength"),
    "form": N_("Form"),
    "unit": N_("Unit that is counted and supplied"),
    "dose_unit": N_("Dose unit"),
    "content": N_("Dose units in one unit"),
    "pack_size": N_("Units in a box"),
    "price": N_("Price of a unit"),
    "unit_price": N_("Price of a unit"),
    "regulated_price": N_("Highest price of a unit allowed"),
    "controlled": N_("Controlled"),
}


def choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """A list of words in the language of the page, for a drop-down."""
    return [(key, _(said)) for key, said in words.items()]


def unit_words(unit: str) -> str:
    """A unit in the language of the page; one that has no word here stands as it was entered."""
    known = UNITS.get(unit.lower())
    return _(known) if known else unit


def told(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What an import changes of a medicine: (column, before, after) in the language of the page."""
    changed = [key for key in after if (before or {}).get(key) != after[key]]
    return [
        (_(COLUMNS[key]), _cell(key, before[key]) if before else "", _cell(key, after[key]))
        for key in COLUMNS
        if key in changed and (before or after[key])
    ]


def _cell(key: str, value: Any) -> str:
    if value is None or value == {}:
        return ""
    if key == "form":
        return form_words(value)
    if key in {"unit", "dose_unit"}:
        return unit_words(value)
    if key == "controlled":
        return _("Yes") if value else _("No")
    if key == "price":
        return str(value["unit_price"])
    return (
        ", ".join(_named(one) for one in value) if key in {"ingredients", "gtins"} else str(value)
    )


def _named(one: Any) -> str:
    """A GTIN, or an ingredient with its Arabic name."""
    return one if isinstance(one, str) else " / ".join(filter(None, one))
