"""What the operator types about invoices and money received. Shape only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import Row
from wtforms.validators import ValidationError

from app.kernel.filtering import FilterForm
from app.kernel.forms import ChoiceField, CodeField, DayField, Form, MoneyField, WordsField
from app.kernel.pagewords import money_text, name_of
from app.plans.settling import Received
from app.plans.states import DRAFT, FINAL, GRACE, INVOICE_STATUSES
from app.platform_admin import ledger
from app.platform_admin.forms import CodeForm

ALL = lazy_gettext("All")


class InvoicesForm(FilterForm):
    """Which invoices to show."""

    tenant = ChoiceField(
        lazy_gettext("Tenant"), coerce=UUID, required=False, blank=ALL, own_words=True
    )
    state = ChoiceField(lazy_gettext("State"), required=False, blank=ALL)
    payment = ChoiceField(lazy_gettext("Payment"), required=False, blank=ALL)
    number = CodeField(lazy_gettext("Number"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tenant.choices = [(key, name_of(one)) for key, one in ledger.tenants().items()]
        known = (DRAFT, GRACE, FINAL)
        self.state.choices = [(one, _(INVOICE_STATUSES[one].outer)) for one in known]
        self.payment.choices = [(ledger.OPEN, _("Left to pay")), (ledger.PAID, _("Paid in full"))]

    def to_wanted(self) -> ledger.Wanted:
        """The filter as a value."""
        return ledger.Wanted(
            tenant_id=self.tenant.data,
            status=self.state.data,
            payment=self.payment.data,
            number=self.number.data or None,
        )


class CreditForm(Form):
    """How much of a line is given back, before VAT, and why."""

    amount = MoneyField(lazy_gettext("Amount before VAT"))
    reason = WordsField(lazy_gettext("Reason"), longest=300)


class TransferForm(Form):
    """A line of the bank's statement."""

    bank_reference = CodeField(lazy_gettext("Bank reference"), longest=60)
    booked_on = DayField(lazy_gettext("Booked on"))
    amount = MoneyField(lazy_gettext("Amount"))
    said = WordsField(lazy_gettext("What the payer wrote"), required=False, longest=300)

    def validate_amount(self, field: MoneyField) -> None:
        """Money that came is more than nothing."""
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("The amount is zero. Enter what reached the account."))

    def to_received(self) -> Received:
        """What was typed."""
        return Received(
            bank_reference=self.bank_reference.data, booked_on=self.booked_on.data,
            amount=self.amount.data, words=self.said.data or "",
        )  # fmt: skip


class BankFileForm(Form):
    """A statement of the operator's bank."""

    file = FileField(
        lazy_gettext("Statement of the bank"),
        validators=[FileRequired(lazy_gettext("Choose a file."))],
    )


class TakeOffForm(CodeForm):
    """Why the money is not this invoice's, and a code of the authenticator."""

    reason = WordsField(lazy_gettext("Reason"), longest=300)


class PayOutForm(CodeForm):
    """Under which reference the bank sent it back, and a code of the authenticator."""

    reference = CodeField(lazy_gettext("Bank reference"), longest=60)


class MatchForm(Form):
    """Against which open invoice the money is set: one of the list, or any by its number."""

    invoice = ChoiceField(lazy_gettext("Invoice"), required=False, own_words=True)
    number = CodeField(lazy_gettext("Or its number"), required=False, longest=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = ledger.tenants()
        self.named: Row[Any] | None = None
        self.rows = {str(one.id): one for one in ledger.open_invoices()}
        self.invoice.choices = [
            (key, f"{one.number} · {name_of(known[one.tenant_id])} · {money_text(ledger.owed(one), 'en')}")
            for key, one in self.rows.items()
        ]  # fmt: skip

    def validate_invoice(self, field: ChoiceField) -> None:
        """One of the two says which."""
        if not field.data and not self.number.data:
            raise ValidationError(_("Choose an invoice, or enter its number."))

    def validate_number(self, field: CodeField) -> None:
        """Of an open invoice, and of the one chosen where one is."""
        if not field.data:
            return
        found = ledger.open_invoices(field.data.upper())
        if not found:
            raise ValidationError(_("No open invoice has this number. Look it up under Invoices."))
        if self.invoice.data and self.invoice.data != str(found[0].id):
            raise ValidationError(
                _("This is another invoice than the one chosen. Leave one of the two out.")
            )
        self.named = found[0]

    @property
    def chosen(self) -> Row[Any]:
        """The invoice that was named or chosen."""
        return self.named or self.rows[self.invoice.data]
