"""The words for kinds of documents, sexes, relationships and states of a policy."""

from __future__ import annotations

from decimal import Decimal

import phonenumbers
from flask_babel import lazy_gettext
from markupsafe import Markup

from app.kernel.pagewords import NOTHING, digits_choice, language, number_text
from app.patients.coverage import ENDED, IN_FORCE, NOT_YET, WAITING
from app.patients.values import CIVIL_ID, GCC_ID, PASSPORT, RESIDENT_CARD, PatientRow
from app.reference.models import Payer

KINDS = {
    CIVIL_ID: lazy_gettext("Civil ID"),
    RESIDENT_CARD: lazy_gettext("Resident card"),
    PASSPORT: lazy_gettext("Passport"),
    GCC_ID: lazy_gettext("GCC identity card"),
}
SEXES = {
    "female": lazy_gettext("Female"),
    "male": lazy_gettext("Male"),
    "other": lazy_gettext("Other"),
    "unknown": lazy_gettext("Not known"),
}
RELATIONSHIPS = {
    "self": lazy_gettext("The insured person"),
    "spouse": lazy_gettext("Husband or wife"),
    "child": lazy_gettext("Child"),
    "parent": lazy_gettext("Parent"),
    "other": lazy_gettext("Other"),
}
STATES = {
    IN_FORCE: (lazy_gettext("In force"), "success"),
    WAITING: (lazy_gettext("Waiting period"), "warning"),
    NOT_YET: (lazy_gettext("Not yet begun"), "neutral"),
    ENDED: (lazy_gettext("Ended"), "neutral"),
}
FIELDS = {
    "name_ar": lazy_gettext("Name in Arabic"),
    "name_en": lazy_gettext("Name in Latin letters"),
    "birth_date": lazy_gettext("Birth date"),
    "sex": lazy_gettext("Sex"),
    "phone": lazy_gettext("Telephone"),
    "deceased_on": lazy_gettext("Day of death"),
}
COUNTRIES = {
    "OM": lazy_gettext("Oman"),
    "AE": lazy_gettext("United Arab Emirates"),
    "SA": lazy_gettext("Saudi Arabia"),
    "QA": lazy_gettext("Qatar"),
    "BH": lazy_gettext("Bahrain"),
    "KW": lazy_gettext("Kuwait"),
    "IN": lazy_gettext("India"),
    "PK": lazy_gettext("Pakistan"),
    "BD": lazy_gettext("Bangladesh"),
    "EG": lazy_gettext("Egypt"),
    "PH": lazy_gettext("Philippines"),
    "YE": lazy_gettext("Yemen"),
    "ZZ": lazy_gettext("Another country"),
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


def phone_text(number: str | None) -> str | None:
    """A number in E.164 as people write it: +968 9123 4567."""
    if number is None:
        return None
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number), form)
