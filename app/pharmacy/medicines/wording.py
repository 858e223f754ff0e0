"""The words for forms, units and severities (msgids)."""

from __future__ import annotations

from collections.abc import Mapping

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
}


def choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """A list of words in the language of the page, for a drop-down."""
    return [(key, _(said)) for key, said in words.items()]


def unit_words(unit: str) -> str:
    """A unit in the language of the page; one that has no word here stands as it was entered."""
    known = UNITS.get(unit.lower())
    return _(known) if known else unit
