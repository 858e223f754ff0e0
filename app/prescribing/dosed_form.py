"""A line of a prescription on a page: the medicine, units, dose x times a day x days, directions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _

from app.contracts.entry_rows import RowForm
from app.kernel.forms import DigitsField, QuantityField, WordsField

MOST_LINES, MOST_UNITS = 20, 100_000


class DosedForm(RowForm):
    """One medicine as ordered: code or words, units, dose x times a day x days, directions."""

    service = WordsField(_("Medicine"), required=False, longest=120)
    quantity = QuantityField(
        _("Units prescribed"), required=False, least=Decimal("0.001"), most=MOST_UNITS
    )
    dose = QuantityField(_("Dose each time"), required=False, least=Decimal("0.001"), most=10_000)
    times_a_day = QuantityField(_("Times a day"), required=False, least=Decimal("0.001"), most=48)
    days = DigitsField(_("Days"), required=False, longest=3)
    directions = WordsField(_("Directions"), required=False, longest=200)

    not_optional: tuple[str, ...] = ("service", "quantity")

    @property
    def asked(self) -> str:
        """What is to be found."""
        return self.service.data or ""

    @property
    def is_blank(self) -> bool:
        """A row nobody used."""
        boxes = (self.quantity, self.dose, self.times_a_day, self.days, self.directions)
        return not self.asked and not any(box.typed.strip() for box in boxes)

    def want_units(self) -> None:
        """A medicine needs its units; without them the row has an error."""
        if not self.is_blank and self.quantity.data is None and not self.quantity.errors:
            self.quantity.errors = [str(_("Units prescribed are missing. Enter them."))]

    @property
    def dosage(self) -> dict[str, Any]:
        """Units, dose, times, days and directions as typed; only for a form that is sound."""
        return {
            "quantity": self.quantity.data,
            "dose": self.dose.data,
            "times_a_day": self.times_a_day.data,
            "days": int(self.days.data) if self.days.data else None,
            "directions": self.directions.data or "",
        }
