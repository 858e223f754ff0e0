"""The newest answer about a person's cover with one insurer, as one line on a page of claims."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from app.eligibility import queries as eligibility
from app.eligibility import wording as eligibility_words
from app.eligibility.models import EligibilityCheck
from app.eligibility.rules import Percent
from app.kernel import pagewords

VERDICTS = {
    "covered": ("success", lazy_gettext("Covered")),
    "not_covered": ("danger", lazy_gettext("Not covered")),
    "undetermined": ("warning", lazy_gettext("Cover could not be determined")),
}


def cover_chip(patient_id: UUID, payer_id: UUID, on: date) -> dict[str, Any]:
    """Label, tone and parts: plan, co-payment, validity, age and source of the answer."""
    check = eligibility.latest(patient_id, payer_id, on)
    if check is None:
        asked = eligibility.last_asked(patient_id, payer_id, on) is not None
        label = _("Cover asked, no answer yet") if asked else _("Cover not checked for this day")
        return {"label": label, "tone": "waiting" if asked else "neutral", "parts": ()}
    tone, label = VERDICTS[check.verdict or "undetermined"]
    return {"label": label, "tone": tone, "parts": tuple(_parts(check))}


def _parts(check: EligibilityCheck) -> list[Markup]:
    found = [pagewords.isolate(check.plan_name)] if check.plan_name else []
    if check.copay_percent is not None:
        found.append(_copay(check.copay_percent, check.copay_max))
    if check.valid_to is not None:
        found.append(Markup("{} {}").format(_("until"), pagewords.day(check.valid_to)))
    found.append(Markup("{} {}").format(_("checked"), pagewords.ago(check.answered_at)))
    found.append(pagewords.isolate(eligibility_words.source()))
    return found


def _copay(percent: Decimal, most: Decimal | None) -> Markup:
    words = Markup("{} {}").format(_("Co-payment"), eligibility_words.shown(Percent(percent)))
    if most is None:
        return words
    return Markup("{} {} {}").format(words, _("at most"), pagewords.money(most))
