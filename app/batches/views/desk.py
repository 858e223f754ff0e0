"""The blueprint, and the filter that every page before the start carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from app.batches.wanted import as_filter, as_kept
from app.claims import filters
from app.claims.queries import ClaimFilter
from app.kernel import pagewords
from app.kernel.pagewords import name_of
from app.practitioners.queries import by_ids
from app.reference.queries import all_payers

blueprint = Blueprint("batches", __name__)


@dataclass(frozen=True)
class Asked:
    """The filter as the address or the form says it; `is_sound` False where a part cannot be read."""

    wanted: ClaimFilter
    named: dict[str, str]
    is_sound: bool


def asked() -> Asked:
    """A filter that is not understood must not quietly widen what is sent."""
    form = filters.read(request.values)
    wanted = form.wanted
    wrong = any(field.errors for field in form)
    return Asked(wanted, as_kept(wanted), not wrong)


def in_words(named: dict[str, str]) -> list[dict[str, Any]]:
    """The filter for people: what is narrowed to what."""
    wanted = as_filter(named)
    payers = all_payers()
    doctors = by_ids([wanted.practitioner_id]) if wanted.practitioner_id else {}
    rows: list[dict[str, Any]] = []
    if wanted.payer_id in payers:
        rows.append({"label": _("Insurer"), "value": pagewords.isolate(name_of(payers[wanted.payer_id]))})  # fmt: skip
    rows += [
        {"label": _("Practitioner"), "value": pagewords.isolate(name_of(doctor))}
        for doctor in doctors.values()
    ]
    for label, day in ((_("From day"), wanted.first_day), (_("To day"), wanted.last_day)):
        if day:
            rows.append({"label": label, "value": pagewords.day(day)})
    if wanted.number:
        rows.append({"label": _("Claim number"), "value": pagewords.code(wanted.number)})
    return rows or [{"label": _("Claims"), "value": _("All drafts")}]
