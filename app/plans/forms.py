"""What an owner types: which plan, from when, which add-ons, paused or not; and to whom invoices are written."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField

from app.kernel.fields import EmailField, MoneyField
from app.kernel.forms import CodeField, Form, RadioField, TicksField, WordsField
from app.plans.accounts import Terms
from app.plans.buying import Buyer
from app.plans.preview import AT_RENEWAL, NOW


class BuyerForm(Form):
    """To whom the next invoices are written."""

    name_en = WordsField(lazy_gettext("Name in English"), longest=160)
    name_ar = WordsField(lazy_gettext("Name in Arabic"), longest=160)
    address_en = WordsField(lazy_gettext("Address in English"), required=False, longest=300)
    address_ar = WordsField(lazy_gettext("Address in Arabic"), required=False, longest=300)
    vatin = CodeField(lazy_gettext("VAT number"), required=False, longest=20)
    email = EmailField(lazy_gettext("E-mail for invoices"), required=False)

    def to_buyer(self) -> Buyer:
        """What was typed."""
        return Buyer(
            name_en=self.name_en.data, name_ar=self.name_ar.data, address_en=self.address_en.data,
            address_ar=self.address_ar.data, vatin=self.vatin.data or None,
            email=self.email.data or None,
        )  # fmt: skip


class BudgetForm(Form):
    """What a month may come to with VAT."""

    amount = MoneyField(lazy_gettext("Budget for a month, with VAT"))


class ChangeForm(Form):
    """Shape only; hands over terms and when they begin."""

    plan = RadioField(lazy_gettext("Paid plan"))
    add_ons = TicksField(lazy_gettext("Add-ons"))
    paused = BooleanField(lazy_gettext("Pause the fees by the month"))
    when = RadioField(
        lazy_gettext("From when"),
        choices=[
            (NOW, lazy_gettext("From today")),
            (AT_RENEWAL, lazy_gettext("From the first of next month")),
        ],
    )

    # The seal of the lines that were shown and are agreed to.
    seen = HiddenField()

    def offer(self, plans: list[tuple[str, Any]], add_ons: list[tuple[str, Any]]) -> None:
        """What can be chosen, in the language of the page."""
        self.plan.choices, self.add_ons.choices = plans, add_ons

    def by_the_owner(self, held: Terms) -> None:
        """The operator grants a pause; an owner only ends it."""
        if not held.paused:
            del self.paused

    def to_terms(self) -> Terms:
        """What was chosen."""
        paused = "paused" in self and bool(self.paused.data)
        return Terms(self.plan.data, frozenset(self.add_ons.data or ()), paused)
