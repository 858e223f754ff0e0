"""Answers in the words of the page: sentences, chips, tables, ready to show."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import g
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup, escape

from app.audit.people import everybody
from app.eligibility import rules
from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import Percent, Saying
from app.kernel import pagewords
from app.kernel.pagewords import language
from app.patients.wording import payer_name, percent
from app.reference.models import Payer
from app.reference.queries import payer
from app.tenants.queries import tenant

LABELS = {
    rules.COVERED: (lazy_gettext("Covered"), "success"),
    rules.NOT_COVERED: (lazy_gettext("Not covered"), "danger"),
    rules.UNDETERMINED: (lazy_gettext("Not determined"), "warning"),
    None: (lazy_gettext("Asking"), "waiting"),
}
WAYS = {
    rules.SELF_PAY: lazy_gettext("The patient may pay today. Print the slip, so that the insurer can be asked for the money."),
    rules.ASK_AGAIN: lazy_gettext("Ask again: the answer may be another one in a while."),
    rules.CORRECT_NUMBER: lazy_gettext("Compare the number with the card, and correct the document if it is wrong."),
    rules.OTHER_POLICY: lazy_gettext("Ask another insurer, if the patient has a second card."),
}  # fmt: skip
CATEGORIES = {
    "all": lazy_gettext("Everything together"),
    "inpatient": lazy_gettext("Inpatient"),
    "outpatient": lazy_gettext("Outpatient"),
    "repatriation": lazy_gettext("Return home"),
    "medical-consultation": lazy_gettext("Consultation"),
    "laboratory": lazy_gettext("Laboratory"),
    "imaging": lazy_gettext("Imaging"),
    "medication": lazy_gettext("Medicines"),
    "dental": lazy_gettext("Dental care"),
    "optical": lazy_gettext("Eye care"),
    "maternity": lazy_gettext("Maternity"),
    "other-service": lazy_gettext("Other services"),
}
FIELDS = {
    "plan_name": lazy_gettext("Plan"),
    "member_number": lazy_gettext("Member number"),
    "valid_from": lazy_gettext("Valid from"),
    "valid_to": lazy_gettext("Valid until"),
    "copay_percent": lazy_gettext("Patient pays, in percent"),
    "copay_max": lazy_gettext("At most for one visit"),
}


def words(check: EligibilityCheck, insurer: Payer | None = None) -> Markup:
    """The answer in sentences, in the language of the page; every value isolated."""
    name = payer_name(insurer or payer(check.payer_id))
    return Markup(" ").join(_said(saying) for saying in rules.sentence(check, name))


def _said(saying: Saying) -> Markup:
    values = {name: shown(value) for name, value in saying.values.items()}
    sentence = escape(gettext(saying.msgid))
    return sentence % values if values else sentence


def shown(value: object) -> Markup:
    """A value as the page writes it: money, percent, day or text."""
    if isinstance(value, Percent):
        return percent(value.value)
    if isinstance(value, Decimal):
        return pagewords.money(value)
    if isinstance(value, datetime):
        return pagewords.moment(value)
    if isinstance(value, date):
        return pagewords.day(value)
    return pagewords.isolate(value)


def source() -> str:
    """Where answers come from, said with every one of them."""
    return gettext("Dhamani (simulated)") if tenant().practice_mode else gettext("Dhamani")


def asked_by(check: EligibilityCheck) -> str | None:
    """The name of the person who asked."""
    if "eligibility_staff" not in g:
        g.eligibility_staff = {person.user_id: person for person in everybody()}
    person = g.eligibility_staff.get(check.asked_by)
    if person is None:
        return None
    return person.arabic if language() == "ar" and person.arabic else person.english


def own_words(check: EligibilityCheck) -> str | None:
    """The insurer's own words, in the language of the page where it gave them."""
    in_arabic = check.reason_text_ar if language() == "ar" else None
    return in_arabic or check.reason_text or check.disposition


def benefits(check: EligibilityCheck) -> list[dict[str, Any]]:
    """The benefit table: one line per category of care, limits and use as amounts."""
    return [
        {
            **row,
            "name": CATEGORIES.get(row["category"], row.get("category_name") or row["category"]),
            **{name: _amount(row.get(name)) for name in ("copay_max", "limit", "used")},
            "copay_percent": _percent(row.get("copay_percent")),
            "left": _left(row),
        }
        for row in check.benefits
    ]


def others(check: EligibilityCheck) -> list[dict[str, Any]]:
    """Further policies the insurer named."""
    return [
        {
            **row,
            "valid_from": _day(row.get("valid_from")),
            "valid_to": _day(row.get("valid_to")),
            "copay_percent": _percent(row.get("copay_percent")),
            "copay_max": _amount(row.get("copay_max")),
        }
        for row in check.others
    ]


def _left(row: dict[str, Any]) -> Decimal | None:
    limit, used = _amount(row.get("limit")), _amount(row.get("used"))
    return None if limit is None or used is None else max(limit - used, Decimal("0.000"))


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _percent(text: str | None) -> Markup | None:
    return None if text is None else shown(Percent(Decimal(text)))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def until(day: date) -> Markup:
    """Until when a cover holds, for a chip."""
    return escape(gettext("until %(day)s")) % {"day": pagewords.day(day)}


def asked_when(check: EligibilityCheck) -> Markup:
    """When the answer came or the question went, and who asked."""
    when = pagewords.moment(check.answered_at or check.asked_at)
    by = asked_by(check)
    if by is None:
        return escape(gettext("checked %(when)s")) % {"when": when}
    return escape(gettext("checked %(when)s by %(name)s")) % {
        "when": when,
        "name": pagewords.isolate(by),
    }
