"""Two versions of an entry page side by side: only what differs, in the words that stand in the boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.claims.forms import ClaimForm
from app.kernel.forms import ChoiceField, DayField


@dataclass(frozen=True)
class Difference:
    """One field that says something else in the two versions; empty means: nothing there."""

    label: str
    mine: str
    saved: str


def differences(mine: ClaimForm, saved: ClaimForm) -> list[Difference]:
    """What differs, in the order of the page."""
    ours, theirs = dict(_said(mine)), dict(_said(saved))
    labels = [*ours, *(label for label in theirs if label not in ours)]
    return [
        Difference(label, ours.get(label, ""), theirs.get(label, ""))
        for label in labels
        if ours.get(label, "") != theirs.get(label, "")
    ]


def _said(form: ClaimForm) -> list[tuple[str, str]]:
    heads = (
        form.service_date, form.policy, form.practitioner, form.facility, form.referral_number,
        form.prescription_reference, form.approval, form.patient_paid,
    )  # fmt: skip
    said = [(str(field.label.text), _text(field)) for field in heads]
    codes = [row.form.code.typed for row in form.diagnoses if row.form.code.typed]
    said += [(_("Diagnosis %(number)s", number=n), code) for n, code in enumerate(codes, start=1)]
    lines = [row.form for row in form.lines if not row.form.is_blank]
    said += [(_("Line %(number)s", number=n), _line(row)) for n, row in enumerate(lines, start=1)]
    return said


def _line(row: Any) -> str:
    parts = (
        f"{row.service.typed} × {row.quantity.typed or 1}",
        row.unit_price.typed,
        row.pointers.typed,
        row.days_supply.typed,
    )
    return " · ".join(part for part in parts if part)


def _text(field: Any) -> str:
    if isinstance(field, DayField):
        return " ".join(field.parts[part] for part in ("day", "month", "year")).strip()
    if isinstance(field, ChoiceField):
        choices: Any = field.choices or ()
        return next((str(label) for value, label in choices if str(value) == str(field.data)), "")
    return str(field.typed)
