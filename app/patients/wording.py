"""The words for kinds of documents, sexes, relationships and states of a policy."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.kernel.pagewords import NOTHING, digits_choice, language, number_text
from app.patients.coverage import ENDED, IN_FORCE, NOT_YET, WAITING
from app.patients.values import CIVIL_ID, GCC_ID, PASSPORT, RESIDENT_CARD, PatientRow
from app.reference.models import Payer

KINDS = {
    CIVIL_ID: _l("Civil ID"),
    RESIDENT_CARD: _l("Resident card"),
    PASSPORT: _l("Passport"),
    GCC_ID: _l("GCC identity card"),
}
SEXES = {
    "female": _l("Female"),
    "male": _l("Male"),
    "other": _l("Other"),
    "unknown": _l("Not known"),
}
RELATIONSHIPS = {
    "self": _l("The insured person"),
    "spouse": _l("Husband or wife"),
    "child": _l("Child"),
    "parent": _l("Parent"),
    "other": _l("Other"),
}
STATES = {
    IN_FORCE: (_l("In force"), "success"),
    WAITING: (_l("Waiting period"), "warning"),
    NOT_YET: (_l("Not yet begun"), "neutral"),
    ENDED: (_l("Ended"), "neutral"),
}
FIELDS = {
    "name_ar": _l("Name in Arabic"),
    "name_en": _l("Name in Latin letters"),
    "birth_date": _l("Birth date"),
    "sex": _l("Sex"),
    "phone": _l("Telephone"),
    "deceased_on": _l("Day of death"),
}
COUNTRIES = {
    "OM": _l("Oman"),
    "AE": _l("United Arab Emirates"),
    "SA": _l("Saudi Arabia"),
    "QA": _l("Qatar"),
    "BH": _l("Bahrain"),
    "KW": _l("Kuwait"),
    "IN": _l("India"),
    "PK": _l("Pakistan"),
    "BD": _l("Bangladesh"),
    "EG": _l("Egypt"),
    "PH": _l("Philippines"),
    "YE": _l("Yemen"),
    "ZZ": _l("Another country"),
}


def payer_name(payer: Payer) -> str:
    """The insurer's name in the language of the page."""
    return payer.name_ar if language() == "ar" and payer.name_ar else payer.name_en


def person_name(one: PatientRow) -> str:
    """The person's name in the language of the page, or the other one where that is missing."""
    first, second = (one.name_ar, one.name_en) if language() == "ar" else (one.name_en, one.name_ar)
    return first or second


def percent(value: Decimal | None) -> Markup:
    """A share in percent without idle zeros, isolated."""
    if value is None:
        return NOTHING
    whole = value.to_integral_value()
    short = whole if whole == value else value.normalize()
    return Markup('<bdi dir="ltr">{}%</bdi>').format(number_text(short, digits_choice()))
