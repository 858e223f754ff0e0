"""The list of visits without a claim as its page and its files show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from app.claims.habits import missing
from app.claims.habits.missing import Missing, Place, Wanted
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.filtering import DayBox, FilterForm
from app.kernel.forms import ChoiceField, TypedField
from app.kernel.pagewords import latin_digits, name_of
from app.kernel.sheets import Column, Table
from app.patients.models import Patient
from app.reference.queries import payer_names

ALL = lazy_gettext("All")
USUAL_DAYS, MOST_DAYS_AFTER = 30, 60
STEP = 500
BACK = "-"


class DaysAfter(TypedField):
    """After how many days a visit without a claim is worth a word."""

    def read(self, text: str) -> int:
        """The number typed."""
        plain = latin_digits(text).strip()
        if not re.fullmatch("[0-9]{1,2}", plain) or not 1 <= int(plain) <= MOST_DAYS_AFTER:
            raise ValueError(
                _("“%(field)s” is a number from 1 to 60. Correct it.", field=self._name())
            )
        return int(plain)


class MissingFilterForm(FilterForm):
    """The row of filters above the list."""

    kind = ChoiceField(lazy_gettext("Kind"), required=False, blank=ALL)
    payer = ChoiceField(lazy_gettext("Insurer"), coerce=UUID, required=False, blank=ALL)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)
    after = DaysAfter(lazy_gettext("Days after the visit"), required=False)

    @property
    def wanted(self) -> Wanted:
        """What the list is narrowed to: the last month unless days are given."""
        last = self.last.data or today()
        return Wanted(
            kind=self.kind.data or "",
            payer_id=self.payer.data,
            first=self.first.data or last - timedelta(days=USUAL_DAYS),
            last=last,
            after=self.after.data or 1,
        )


def read(arguments: Mapping[str, Any]) -> MissingFilterForm:
    """The filters of an address; what is not understood narrows nothing."""
    form = MissingFilterForm(formdata=arguments)
    form.kind.choices = [(kind, str(one.label)) for kind, one in missing.sources().items()]
    form.payer.choices = [(one.id, name_of(one)) for one in payer_names()]
    form.understand()
    return form


def place(cursor: str | None) -> tuple[Place | None, bool]:
    """Where a page goes on, and whether back to what is newer; raises NotFound for a place not made here."""
    if not cursor:
        return None, False
    day, _dot, identity = cursor.removeprefix(BACK).partition(".")
    try:
        return (date.fromisoformat(day), UUID(identity)), cursor.startswith(BACK)
    except ValueError:
        raise NotFound from None


def cursor_of(one: Missing, *, back: bool = False) -> str:
    """The place of a row, for the address: to go on after it, or back to before it."""
    return f"{BACK if back else ''}{one.day.isoformat()}.{one.subject_id}"


def shown(found: Sequence[Missing]) -> list[dict[str, Any]]:
    """Rows in words, with the person's and the insurer's names and the money."""
    estimates = missing.estimates({one.payer_id for one in found if one.amount is None})
    people, payers = _people(found), {one.id: name_of(one) for one in payer_names()}
    sources = missing.sources()
    return [
        {
            "kind": one.kind,
            "label": str(sources[one.kind].label),
            "why": str(sources[one.kind].why),
            "subject_id": one.subject_id,
            "endpoint": sources[one.kind].endpoint,
            "values": {sources[one.kind].part: one.subject_id},
            "needs": sources[one.kind].needs,
            "starts": sources[one.kind].starts,
            "day": one.day,
            "patient_id": one.patient_id,
            "patient": people[one.patient_id][0],
            "file_number": people[one.patient_id][1],
            "payer": payers.get(one.payer_id, ""),
            "reference": one.reference,
            "amount": estimates.get(one.payer_id) if one.amount is None else one.amount,
            "is_estimate": one.amount is None,
        }
        for one in found
    ]


def _people(found: Sequence[Missing]) -> dict[UUID, tuple[str, str]]:
    query = select(Patient.id, Patient.name_en, Patient.name_ar, Patient.file_number).where(
        Patient.id.in_({one.patient_id for one in found})
    )
    return {one.id: (name_of(one), one.file_number) for one in db.session.execute(query)}


def _all(wanted: Wanted) -> Iterator[dict[str, Any]]:
    after = None
    while found := missing.rows(wanted, after, STEP):
        yield from shown(found)
        after = (found[-1].day, found[-1].subject_id)


def table(wanted: Wanted) -> Table:
    """The whole list."""
    columns = [
        Column(_("Kind"), width=22), Column(_("Service date"), "day", 12), Column(_("File number"), width=12),
        Column(_("Patient"), width=28), Column(_("Insurer"), width=18), Column(_("Number"), width=18),
        Column(_("Expected"), "money", 12), Column(_("Estimate"), width=10),
    ]  # fmt: skip
    lines = (
        (one["label"], one["day"], one["file_number"], one["patient"], one["payer"], one["reference"],
         one["amount"], _("estimated") if one["is_estimate"] else "")
        for one in _all(wanted)
    )  # fmt: skip
    return Table(_("Visits without a claim"), columns, lines)


def total(rows: Sequence[dict[str, Any]]) -> Decimal:
    """What the rows come to, as far as it is known."""
    return sum((one["amount"] for one in rows if one["amount"] is not None), Decimal(0))
