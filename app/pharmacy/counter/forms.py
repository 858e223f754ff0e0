"""The forms of the counter. They check shape, keep what was typed, and hand over domain values."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, ValidationError

from app.kernel.errors import NotFound
from app.kernel.forms import (
    ChoiceField,
    DayField,
    Form,
    MoneyField,
    QuantityField,
    RadioField,
    WordsField,
)
from app.kernel.money import ZERO
from app.pharmacy.alerts import settings
from app.pharmacy.alerts.rules import CODES
from app.pharmacy.alerts.service import REASONS
from app.pharmacy.alerts.settings import HANDLING_WORDS, WORDS, NewAlertSetting
from app.pharmacy.counter.wording import named, plain
from app.pharmacy.dispensing.alerting import MOST_DAYS
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter
from app.pharmacy.dispensing.values import (
    REVERSAL_REASONS,
    SUBSTITUTION_REASONS,
    Pack,
    Pass,
    SupplyDraft,
    SupplyLine,
)
from app.pharmacy.stock.forms import ScanField
from app.pharmacy.stock.rules import Pick

# As boxes bear them.
_GTIN, _SERIAL = re.compile(r"\d{14}"), re.compile(r"[!-~]{1,20}")
MOST_UNITS, MOST_LINES, MOST_ALERTS = 100_000, 50, 200


class UnitsField(QuantityField):
    """Units as people write them: 2, not 2.000; an empty box is nothing."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, required=False, least=0, most=MOST_UNITS, **options)

    def write(self, value: Any) -> str:
        return plain(value)


class ScanForm(Form):
    """The scan box: a prescription, a Civil ID, a box."""

    code = ScanField(
        lazy_gettext("Scan or type"),
        longest=200,
        missing=lazy_gettext("Nothing was scanned. Scan a prescription, a card or a box."),
    )


class PrescriptionNumberForm(Form):
    """The number of a prescription that lies elsewhere, at the page of a patient."""

    code = WordsField(
        lazy_gettext("Prescription's number"),
        longest=200,
        missing=lazy_gettext("The number is missing. Scan the code of the prescription."),
    )


class PersonForm(Form):
    """Whose paper is entered."""

    code = WordsField(
        lazy_gettext("Patient's card"),
        longest=60,
        missing=lazy_gettext("The card's number is missing. Scan or type it."),
    )


class LineForm(Form):
    """What becomes of one line now."""

    line_id = HiddenField()
    boxes = HiddenField()
    serials = HiddenField()
    quantity = UnitsField(_("Supply now"))
    owe = UnitsField(_("Owe"))
    give_up = UnitsField(_("Not supplied"))
    brand = ChoiceField(_("Brand"), coerce=UUID, blank=None)
    substitution_reason = ChoiceField(_("Why another brand"), required=False)
    unit_price = MoneyField(_("Price of a unit"), required=False)
    days = QuantityField(_("Days it lasts"), required=False, least=1, most=MOST_DAYS, places=0)
    cash = BooleanField(_("Cash: the patient pays it whole"))

    def offer(self, at: LineAtCounter) -> None:
        """The brands that may be given for the line."""
        known = (at.prescribed, *at.others)
        self.brand.choices = [(one.service_id, _brand(one)) for one in known]
        self.substitution_reason.choices = [
            (code, gettext(words)) for code, words in SUBSTITUTION_REASONS.items()
        ]

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The boxes that were scanned for the line; raises NotFound for what no page wrote."""
        parts = [part.partition(":") for part in (self.boxes.data or "").split()]
        return tuple(Pick(identity(batch), _units(units)) for batch, _mark, units in parts)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Those of them that bear a serial; raises NotFound for what no page wrote."""
        return tuple(_pack(part) for part in (self.serials.data or "").split())

    def hold(self, picks: tuple[Pick, ...], packs: tuple[Pack, ...]) -> None:
        """Keep the boxes that were scanned."""
        self.boxes.data = " ".join(f"{one.batch_id}:{plain(one.units)}" for one in picks)
        self.serials.data = " ".join(
            f"{one.batch_id}:{plain(one.units)}:{one.gtin}:{quote(one.serial, safe='')}"
            for one in packs
        )

    def to_line(self) -> SupplyLine:
        """The line as typed; only for a form that is sound."""
        return SupplyLine(
            line_id=identity(self.line_id.data),
            quantity=self.quantity.data or ZERO,
            owe=self.owe.data or ZERO,
            give_up=self.give_up.data or ZERO,
            service_id=self.brand.data,
            substitution_reason=self.substitution_reason.data or "",
            unit_price=self.unit_price.data,
            days=int(self.days.data) if self.days.data else None,
            cash=bool(self.cash.data),
            boxes=self.picks,
            packs=self.packs,
        )


def _brand(offer: Any) -> str:
    stock = gettext("%(units)s in stock", units=plain(offer.in_stock))
    return f"\u2068{named(offer)}\u2069 · {stock}"


class PassForm(Form):
    """Why the pharmacist goes on in spite of an alert."""

    mark = HiddenField()
    reason = ChoiceField(_("Why you go on"), required=False)
    words = WordsField(_("In your words"), required=False, longest=300)


class SupplyForm(Form):
    """The whole screen."""

    version = HiddenField()
    code = ScanField(_("Scan a box"), required=False, longest=200)
    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)
    passes = FieldList(FormField(PassForm), max_entries=MOST_ALERTS)
    facility = ChoiceField(_("Branch"), coerce=UUID, blank=None)
    practitioner = ChoiceField(_("Pharmacist on the claim"), coerce=UUID, required=False)
    provisional = BooleanField(_("Supply provisionally: the insurer cannot be reached"))
    consent = BooleanField(_("The patient agrees to pay if the insurer does not"))
    deposit = MoneyField(_("Deposit taken"), required=False)

    @property
    def chosen(self) -> dict[UUID, UUID]:
        """Line -> the brand chosen for it; raises NotFound for what is no line."""
        rows = [entry.form for entry in self.lines]
        return {identity(row.line_id.data): row.brand.data for row in rows if row.brand.data}

    def ask_why(self, counter: Counter) -> None:
        """A box for every alert that stops a line and has none yet: another brand may bring others."""
        known = {entry.form.mark.data for entry in self.passes}
        for one in counter.alerts:
            if one.stops and one.fingerprint not in known and len(self.passes) < MOST_ALERTS:
                self.passes.append_entry({"mark": one.fingerprint})

    def offer(self, counter: Counter) -> None:
        """Give the lists their choices; a line of another prescription is none of ours (NotFound)."""
        self.ask_why(counter)
        for entry in self.lines:
            at = counter.line(identity(entry.form.line_id.data))
            if at is None:
                raise NotFound
            entry.form.offer(at)
        for entry in self.passes:
            entry.form.reason.choices = [(code, gettext(words)) for code, words in REASONS.items()]

    def to_draft(self) -> SupplyDraft:
        """The supply as typed; only for a form that is sound."""
        return SupplyDraft(
            facility_id=self.facility.data,
            lines=tuple(entry.form.to_line() for entry in self.lines),
            passes={
                entry.form.mark.data or "": Pass(
                    reason=entry.form.reason.data, words=entry.form.words.data
                )
                for entry in self.passes
                if entry.form.reason.data
            },
            practitioner_id=self.practitioner.data,
            provisional=bool(self.provisional.data),
            consent=bool(self.consent.data),
            deposit=self.deposit.data or ZERO,
        )


def filled(counter: Counter) -> dict[str, Any]:
    """What first stands on the screen: all that can be handed out now."""
    return {
        "version": str(counter.prescription.version),
        "facility": counter.facility_id,
        "lines": [_line(at) for at in counter.lines if at.line.item.left],
        "passes": [{"mark": one.fingerprint} for one in counter.alerts if one.stops],
    }


def _line(at: LineAtCounter) -> dict[str, Any]:
    return {
        "line_id": str(at.line.id),
        "quantity": at.suggested,
        "brand": at.likely.service_id,
        "cash": at.likely.against not in {"", "unasked"},
    }


def identity(text: str | None) -> UUID:
    """The id in a hidden box; raises NotFound for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound from None


def _units(text: str) -> Decimal:
    try:
        units = Decimal(text)
    except InvalidOperation:
        raise NotFound from None
    if not 0 < units <= MOST_UNITS:
        raise NotFound
    return units


def _pack(text: str) -> Pack:
    batch, _mark, rest = text.partition(":")
    units, _mark, rest = rest.partition(":")
    gtin, _mark, serial = rest.partition(":")
    if not _GTIN.fullmatch(gtin) or not _SERIAL.fullmatch(unquote(serial)):
        raise NotFound
    return Pack(gtin=gtin, serial=unquote(serial), batch_id=identity(batch), units=_units(units))


class ReverseForm(Form):
    """Why a supply is taken back."""

    reason = RadioField(
        _("Why it comes back"), missing=_("Choose why it comes back."),
        choices=[(code, lazy_gettext(words)) for code, words in REVERSAL_REASONS.items()],
    )  # fmt: skip


class AlertForm(Form):
    """How an alert is to be handled from a day on."""

    alert = ChoiceField(_("Alert"), choices=[(code, lazy_gettext(WORDS[code])) for code in CODES])
    handling = ChoiceField(
        _("Handling"), choices=[(code, lazy_gettext(words)) for code, words in HANDLING_WORDS.items()]
    )  # fmt: skip
    parameter = WordsField(_("Threshold"), required=False, longest=20)
    valid_from = DayField(_("Valid from"))

    def validate_parameter(self, field: Any) -> None:
        """A threshold must be one that this alert has."""
        if self.alert.data and field.data and not settings.fits(self.alert.data, field.data):
            raise ValidationError(gettext("This alert has no such threshold. Enter 1 to 100 percent or a severity, or leave it empty."))  # fmt: skip

    def to_setting(self) -> NewAlertSetting:
        """The setting as typed; only for a form that is sound."""
        return NewAlertSetting(
            alert=self.alert.data,
            handling=self.handling.data,
            valid_from=self.valid_from.data,
            parameter=self.parameter.data or "",
        )
