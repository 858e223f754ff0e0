"""The forms of stock: receiving, counting, adjusting, returning, transferring, recalling."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, FormField

from app.contracts.entry_rows import RowForm, blame, gather
from app.kernel.days import read_day
from app.kernel.fields import missing_sentence
from app.kernel.filtering import DayBox, FilterForm
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    Form,
    MoneyField,
    QuantityField,
    TypedField,
    WordsField,
)
from app.kernel.pagewords import latin_digits
from app.pharmacy.barcodes import GS
from app.pharmacy.stock import wording
from app.pharmacy.stock.receiving import Receipt, ReceiptLine
from app.pharmacy.stock.register import RegisterAsked
from app.pharmacy.stock.rules import (
    ADJUST_REASONS,
    LIFT_REASONS,
    RECALL_REASONS,
    RETURN_REASONS,
    lot_as_compared,
)

MOST_LINES = 100
SMALLEST = Decimal("0.001")
SHOWN_SEPARATOR = "\u241d"
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_LOT = re.compile(r"[!-~]{1,20}")


class ScanField(WordsField):
    """A scan or words: the separator of a scanner stays readable, as the sign for it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([str(one).replace(GS, SHOWN_SEPARATOR) for one in valuelist])


class LotField(TypedField):
    """A lot as it stands on the box: up to 20 visible Latin characters, compared in capitals."""

    nothing = ""

    def read(self, text: str) -> str:
        lot = lot_as_compared(latin_digits(text))
        if not _LOT.fullmatch(lot):
            raise ValueError(
                _("%(field)s has at most 20 Latin letters, digits or signs and no spaces. Correct it.", field=self._name())
            )  # fmt: skip
        return lot


class ExpiryField(TypedField):
    """The last day of use, as boxes print it: 2027-06-30, 30/06/2027, or 06/2027 for the month's last day."""

    def read(self, text: str) -> date:
        plain = latin_digits(text).strip()
        try:
            if found := _MONTH.fullmatch(plain):
                month, year = int(found[1]), int(found[2])
                return date(year, month, monthrange(year, month)[1])
            day = read_day({"day": plain, "month": "", "year": ""})
        except ValueError:
            day = None
        if day is not None:
            return day
        raise ValueError(
            _("%(field)s is not a day. Enter it such as 2027-06-30 or 06/2027.", field=self._name())
        )


class ReceiptRow(RowForm):
    """One line of a delivery; `item` is a scan of the box, our code, or words of the name."""

    not_optional = ("item", "lot", "expires_on", "units", "unit_cost")

    item = ScanField(lazy_gettext("Scan, code or name"), required=False)
    lot = LotField(lazy_gettext("Lot"), required=False)
    expires_on = ExpiryField(lazy_gettext("Expiry"), required=False)
    units = QuantityField(lazy_gettext("Units"), least=SMALLEST, most=1_000_000, required=False)
    unit_cost = MoneyField(lazy_gettext("Cost of a unit"), required=False)

    medicine_id: UUID | None = None
    shown = ""

    @property
    def is_blank(self) -> bool:
        """A row nobody used."""
        return not any(self[name].typed.strip() for name in self.not_optional)


class ReceiptForm(RowForm):
    """A delivery: who brought it, on which invoice, and its lines."""

    facility = ChoiceField(lazy_gettext("Branch"), coerce=UUID, blank=None)
    supplier = WordsField(lazy_gettext("Supplier"), longest=120)
    invoice_number = CodeField(lazy_gettext("Invoice number"), longest=40, upper=False)
    received_on = DayField(lazy_gettext("Delivered on"))
    sure = BooleanField(lazy_gettext("Both dates are right: the lot has this expiry too"))
    lines = FieldList(FormField(ReceiptRow), max_entries=MOST_LINES)

    @property
    def rows(self) -> list[ReceiptRow]:
        """The rows that somebody used."""
        return [entry.form for entry in self.lines if not entry.form.is_blank]

    def open_a_line(self) -> None:
        """An empty row for the next scan, once the last one is used."""
        if len(self.rows) == len(self.lines) < MOST_LINES:
            self.lines.append_entry()

    def complain(self) -> None:
        """Say of each used row what it lacks."""
        for row in self.rows:
            for name in ("lot", "expires_on", "units", "unit_cost"):
                box = row[name]
                if box.data in (None, "") and not box.errors:
                    blame(box, missing_sentence(box))
        gather(self.lines)

    @property
    def is_sound(self) -> bool:
        """Could everything be read?"""
        return not any((*self._own_errors(), *(e for row in self.rows for e in row.errors)))

    def _own_errors(self) -> list[str]:
        return [name for name, field in self._fields.items() if name != "lines" and field.errors]

    def to_receipt(self) -> Receipt:
        """The delivery as typed; only for a form that is sound and whose medicines are found."""
        return Receipt(
            facility_id=self.facility.data,
            supplier=self.supplier.data or "",
            invoice_number=self.invoice_number.data or "",
            received_on=self.received_on.data,
            sure=bool(self.sure.data),
            lines=tuple(
                _line(row, row.medicine_id) for row in self.rows if row.medicine_id is not None
            ),
        )


def _line(row: ReceiptRow, medicine_id: UUID) -> ReceiptLine:
    return ReceiptLine(
        medicine_id=medicine_id,
        lot=row.lot.data,
        expires_on=row.expires_on.data,
        units=row.units.data,
        unit_cost=row.unit_cost.data,
    )


class CountForm(Form):
    """How many units were found."""

    units = QuantityField(lazy_gettext("Units found"), least=0, most=1_000_000)
    reason = ChoiceField(lazy_gettext("Why was it counted?"), blank=None, default="stocktaking")

    def offer(self) -> None:
        self.reason.choices = wording.reason_choices(wording.COUNT_REASONS)


class AdjustForm(Form):
    """How many units came or went, and why."""

    units = QuantityField(lazy_gettext("Units, with a minus where they went"), least=-1_000_000, most=1_000_000)  # fmt: skip
    reason = ChoiceField(lazy_gettext("Why?"))

    def offer(self) -> None:
        self.reason.choices = wording.reason_choices(ADJUST_REASONS)


class ReturnForm(Form):
    """How many units go back, why, and on which paper."""

    units = QuantityField(lazy_gettext("Units that go back"), least=SMALLEST, most=1_000_000)
    reason = ChoiceField(lazy_gettext("Why?"))
    reference = CodeField(lazy_gettext("Credit note"), longest=40, upper=False, required=False)

    def offer(self) -> None:
        self.reason.choices = wording.reason_choices(RETURN_REASONS)


class TransferForm(Form):
    """How many units go to which branch."""

    units = QuantityField(lazy_gettext("Units that go"), least=SMALLEST, most=1_000_000)
    to_facility = ChoiceField(lazy_gettext("To branch"), coerce=UUID)


class RecallForm(Form):
    """Which lot of which medicine is to be kept back."""

    medicine = WordsField(lazy_gettext("Medicine"), longest=120)
    lot = LotField(lazy_gettext("Lot"))
    reason = ChoiceField(lazy_gettext("Why?"))

    def offer(self) -> None:
        self.reason.choices = wording.reason_choices(RECALL_REASONS)


class LiftForm(Form):
    """Why a recall ends."""

    reason = ChoiceField(lazy_gettext("Why does the recall end?"))

    def offer(self) -> None:
        self.reason.choices = wording.reason_choices(LIFT_REASONS)


class RegisterForm(FilterForm):
    """The filters of the register."""

    medicine = ChoiceField(lazy_gettext("Medicine"), coerce=UUID, required=False, blank=None)
    branch = ChoiceField(lazy_gettext("Branch"), coerce=UUID, required=False, blank=None)
    first = DayBox(lazy_gettext("From day"), required=False)
    last = DayBox(lazy_gettext("To day"), required=False)

    def asked(self, today: date) -> RegisterAsked | None:
        """What the address asks for, without days the present month; None where nothing is controlled."""
        if self.medicine.data is None or self.branch.data is None:
            return None
        first, last = self.first.data or today.replace(day=1), self.last.data or today
        return RegisterAsked(
            medicine_id=self.medicine.data, facility_id=self.branch.data, first=first, last=last
        )


class MedicinePriceForm(Form):
    """What a payer pays for a unit."""

    unit_price = MoneyField(lazy_gettext("Agreed price"))
