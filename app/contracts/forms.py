"""The forms of contracts, price lists, services and code maps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.contracts.service import NewContract, PriceTerms
from app.contracts.services import ServiceFacts
from app.contracts.words import CATEGORY_WORDS, VAT_WORDS
from app.kernel.forms import (
    ChoiceField,
    CodeField,
    DayField,
    Form,
    MoneyField,
    QuantityField,
    WordsField,
)
from app.kernel.pagewords import name_of
from app.reference.models import Payer


def payer_choices(payers: list[Payer]) -> list[tuple[str, str]]:
    """The payers in the language of the page."""
    return [(str(one.id), name_of(one)) for one in payers]


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


class ContractForm(Form):
    """What is agreed with a payer."""

    payer = ChoiceField(_("Payer"), coerce=UUID)
    number = WordsField(_("Contract number"), longest=60)
    valid_from = DayField(_("First day"))
    valid_to = DayField(_("Last day"), required=False)
    filing_days = QuantityField(
        _("Days to send a claim"), least=1, most=1000, places=0, required=False
    )
    resubmission_days = QuantityField(_("Days to correct and send again"), least=1, most=1000, places=0, required=False)  # fmt: skip

    complaint_days = QuantityField(
        _("Days to complain about a decision"), least=1, most=1000, places=0, required=False
    )
    answer_days = QuantityField(
        _("Days in which the payer answers"), least=1, most=365, places=0, required=False
    )

    def to_contract(self) -> NewContract:
        return NewContract(
            payer_id=self.payer.data,
            number=self.number.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            filing_days=_whole(self.filing_days.data),
            resubmission_days=_whole(self.resubmission_days.data),
            complaint_days=_whole(self.complaint_days.data),
            answer_days=_whole(self.answer_days.data),
        )


class ToleranceForm(Form):
    """Up to which difference a payment is let be, and from which day of service on."""

    amount = MoneyField(_("Difference that nobody pursues"))
    valid_from = DayField(_("For services from"))


class EndForm(Form):
    """The last day of a contract."""

    valid_to = DayField(_("Last day"))


class PriceListForm(Form):
    """A new list of prices."""

    name = WordsField(_("Name of the list"), longest=80)
    valid_from = DayField(_("First day"))
    copy_prices = BooleanField(_("Begin with the prices of the list before"), default=True)


class PriceForm(Form):
    """The price of one service."""

    unit_price = MoneyField(_("Agreed price"))
    approval_required = BooleanField(_("Ask for approval first"))
    max_per_day = QuantityField(_("Most per day"), least=1, most=999, places=0, required=False)

    def to_terms(self) -> PriceTerms:
        return PriceTerms(
            unit_price=self.unit_price.data,
            approval_required=self.approval_required.data,
            max_per_day=_whole(self.max_per_day.data),
        )


class ServiceForm(Form):
    """Something the clinic does or sells."""

    local_code = CodeField(_("Our code"), longest=40)
    name_en = WordsField(_("Name in English"), longest=160)
    name_ar = WordsField(_("Name in Arabic"), longest=160)
    category = ChoiceField(_("Category"))
    vat_category = ChoiceField(_("VAT"), default="exempt")
    favourite = ChoiceField(
        _("Favourite digit"),
        coerce=int,
        required=False,
        choices=[(n, str(n)) for n in range(1, 10)],
    )
    active = BooleanField(_("In use"), default=True)

    def offer(self) -> None:
        """The choices in the language of the page."""
        self.category.choices = [(key, gettext(words)) for key, words in CATEGORY_WORDS.items()]
        self.vat_category.choices = [(key, gettext(words)) for key, words in VAT_WORDS.items()]

    def to_facts(self) -> ServiceFacts:
        names = (
            "local_code",
            "name_en",
            "name_ar",
            "category",
            "vat_category",
            "favourite",
            "active",
        )
        facts: dict[str, Any] = {name: self[name].data for name in names}
        return ServiceFacts(**facts)


class AcceptForm(Form):
    """A suggestion that was pressed."""

    system = CodeField("system", longest=40, upper=False)
    code = CodeField("code", longest=40, upper=False)


class MapForm(Form):
    """The code of the exchange that a service stands for; the list is chosen by the address."""

    code = CodeField(_("Code on the exchange"), longest=40, upper=False)
    valid_from = DayField(_("From this day on"))
