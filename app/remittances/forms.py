"""The forms of payments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from app.kernel import filtering
from app.kernel.forms import ChoiceField, DayField, Form, MoneyField, RadioField, WordsField
from app.kernel.pagewords import latin_digits
from app.remittances import wording
from app.remittances.desk_models import METHODS
from app.remittances.queries import RemittanceFilter
from app.remittances.rules import LET_GO, WRITTEN_OFF
from app.remittances.states import REMITTANCE_STATUSES
from app.remittances.underpaid import OPEN, UnderpaidFilter

ALL = _("All")
UNBANKED = "missing"


class FilterForm(filtering.FilterForm):
    """The row of filters above the list of remittances."""

    reference = WordsField(_("Number"), required=False, longest=60)
    status = ChoiceField(_("Status"), required=False, blank=ALL)
    payer = ChoiceField(_("Insurer"), coerce=UUID, required=False, blank=ALL)
    bank = ChoiceField(_("Bank"), required=False, blank=ALL)
    first = DayField(_("Paid from"), required=False)
    last = DayField(_("Paid to"), required=False)

    @property
    def wanted(self) -> RemittanceFilter:
        """What the list is narrowed to; what is not understood narrows nothing."""
        return RemittanceFilter(
            status=self.status.data or None,
            payer_id=self.payer.data,
            unbanked=self.bank.data == UNBANKED,
            reference=latin_digits(self.reference.data or "").strip(),
            first_day=self.first.data,
            last_day=self.last.data,
        )


def read_filters(arguments: Mapping[str, Any]) -> FilterForm:
    """The filters of an address, with their choices."""
    form = FilterForm(formdata=arguments)
    form.status.choices = [(key, gettext(one.outer)) for key, one in REMITTANCE_STATUSES.items()]
    form.payer.choices = list(wording.payer_names().items())
    form.bank.choices = [(UNBANKED, gettext("On no statement"))]
    form.understand()
    return form


class UnderpaidForm(filtering.FilterForm):
    """The filters above the list of lines paid too low."""

    status = ChoiceField(_("Status"), required=False, blank=None)
    payer = ChoiceField(_("Insurer"), coerce=UUID, required=False, blank=ALL)

    @property
    def wanted(self) -> UnderpaidFilter:
        """What the list is narrowed to; what waits for a decision where nothing is said."""
        return UnderpaidFilter(status=self.status.data or OPEN, payer_id=self.payer.data)


def read_underpaid(arguments: Mapping[str, Any]) -> UnderpaidForm:
    """The filters of an address, with their choices."""
    form = UnderpaidForm(formdata=arguments)
    form.status.choices = [(key, gettext(words)) for key, words in wording.UNDERPAID.items()]
    form.payer.choices = list(wording.payer_names().items())
    form.understand()
    return form


class MatchForm(Form):
    """The claim that a line belongs to."""

    number = WordsField(_("Claim number"), longest=60)
    over = BooleanField(
        _(
            "Post it although it is more than is owed, dated before the visit, for another insurer's claim, or takes back what was not received here"
        )
    )


class ReasonForm(Form):
    """Why; goes into the trail."""

    reason = WordsField(_("Reason"), longest=200)


class ImportForm(Form):
    """A file of payments, and whose."""

    payer = ChoiceField(_("Insurer"), coerce=UUID)
    reference = WordsField(_("Number of the payment"), longest=60)
    paid_on = DayField(_("Day of payment"))
    amount = MoneyField(_("Amount that the insurer tells"), required=False)
    file = FileField(_("File with payments"), validators=[FileRequired(_("Choose a file."))])

    def offer(self) -> None:
        """The insurers in the language of the page."""
        self.payer.choices = list(wording.payer_names().items())


class GiveUpForm(Form):
    """A part of an account that is given up."""

    line = ChoiceField(_("Line"), coerce=int)
    kind = RadioField(_("What is given up"))
    amount = MoneyField(_("Amount"))
    reason = WordsField(_("Reason"), longest=200)

    def offer(self, lines: list[tuple[int, str]]) -> None:
        """The claim's lines, and the two ways of giving up."""
        self.line.choices = lines
        self.kind.choices = [
            (WRITTEN_OFF, gettext("Write off what is owed")),
            (LET_GO, gettext("Let go of what was denied")),
        ]


class ReceiptForm(Form):
    """Money taken from a patient."""

    amount = MoneyField(_("Amount taken"))
    method = RadioField(_("How it was paid"))

    def offer(self) -> None:
        """The ways of paying in the language of the page."""
        self.method.choices = [(key, gettext(wording.METHODS[key])) for key in METHODS]


class BankFileForm(Form):
    """A statement of the bank."""

    file = FileField(_("Statement of the bank"), validators=[FileRequired(_("Choose a file."))])


class ColumnsForm(Form):
    """Which column of the statement is which, by its place."""

    day = ChoiceField(_("Day"), coerce=int, own_words=True)
    credit = ChoiceField(_("Amount in"), coerce=int, own_words=True)
    reference = ChoiceField(_("Reference"), coerce=int, required=False, own_words=True)
    narrative = ChoiceField(_("Description"), coerce=int, required=False, own_words=True)

    def offer(self, headings: list[str]) -> None:
        """The columns of the file as it names them."""
        places = [(place, text or str(place + 1)) for place, text in enumerate(headings)]
        for field in (self.day, self.credit, self.reference, self.narrative):
            field.choices = places


class CreditForm(Form):
    """The remittance that a credit is, by its number."""

    number = WordsField(_("Number of the remittance"), longest=60)
