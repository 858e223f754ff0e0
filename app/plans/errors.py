"""Refusals of plans, invoices and payments, each named after the rule it keeps."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class AccountClosed(DomainError):
    """What is accepted for an account that was closed would stand on no invoice."""

    sentence = N_("This account is closed. Nothing is taken in for it any more.")


class BudgetEmpty(DomainError):
    """A budget of nothing would warn for ever."""

    sentence = N_("A budget is more than zero. Enter an amount, or take the budget away.")
    field = "amount"


class NegativeTier(DomainError):
    """A price below zero."""

    sentence = N_("A price cannot be below zero. Correct the amount.")
    field = "tiers"


class TiersBroken(DomainError):
    """Steps that do not rise, or that stop before the last claim."""

    sentence = N_(
        "Each tier must end above the one before it, and the last must be open. Correct the tiers."
    )
    field = "tiers"


class PriceOfOtherKind(DomainError):
    """A plan of this kind knows no such price."""

    sentence = N_(
        "A plan of this kind has no such price. Remove the amount or choose another kind."
    )
    field = "kind"


class CapBelowMinimum(DomainError):
    """The most of a month is less than the least."""

    sentence = N_("The cap is below the minimum. Raise the cap or lower the minimum.")
    field = "cap"


class PriceOverlaps(DomainError):
    """Two prices of one plan for one day."""

    sentence = N_("This plan already has a price from that day. Choose another month.")
    field = "valid_from"


class PriceStays(DomainError):
    """A price that has begun, or the first of its plan."""

    sentence = N_("Only an announced price can be withdrawn, before its first day, and never the first of a plan.")  # fmt: skip
    field = "valid_from"


class PriceEmpty(DomainError):
    """A price without a single part would be free for ever."""

    sentence = N_("This price asks for nothing. Enter at least one of its parts.")
    field = "flat"


class PriceMidMonth(DomainError):
    """A price that starts inside a month that was invoiced ahead."""

    sentence = N_("A price starts on the first day of a month. Choose the first of a month.")
    field = "valid_from"


class PriceTooSoon(DomainError):
    """Customers hear of a new price in good time."""

    sentence = N_("A new price is announced %(days)s days ahead. Choose a later month.")
    field = "valid_from"


class PriceInPast(DomainError):
    """Nobody is billed for months that are over."""

    sentence = N_("A price cannot begin in a month that is over. Choose this month or a later one.")
    field = "valid_from"


class PlanUnknown(DomainError):
    """No plan of this code has a price on that day."""

    sentence = N_("This plan is not on sale on that day. Choose another plan or day.")
    field = "plan"


class PlanKnown(DomainError):
    """Another plan has this code."""

    sentence = N_("A plan with this code exists. Choose another code.")
    field = "code"


class VatinWrong(DomainError):
    """A tax number of Oman is OM and ten digits."""

    sentence = N_("A VAT number is OM and ten digits, such as OM1100000001. Correct it.")
    field = "vatin"


class NotInEnglish(DomainError):
    """A name or an address of the invoice's English side in another script."""

    sentence = N_("This side of the invoice is in English. Write it in Latin letters.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class NotInArabic(DomainError):
    """A name or an address of the invoice's Arabic side in another script."""

    sentence = N_("This side of the invoice is in Arabic. Write it in Arabic letters.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class ChangeInPast(DomainError):
    """What was is not rewritten."""

    sentence = N_("A change cannot begin in the past. Choose today or a later day.")
    field = "when"


class ChangeOverlaps(DomainError):
    """Another change is already planned for later."""

    sentence = N_("A change is already planned for %(day)s. Withdraw it first.")
    field = "when"


class NothingChanges(DomainError):
    """The plan chosen is the plan in force."""

    sentence = N_("This is your plan already. Choose another one.")
    field = "plan"


class PreviewOutdated(DomainError):
    """The change would do something else than what was shown: a day, a price or another change came between."""

    sentence = N_("Something changed since these lines were shown. Look at them again, then agree.")


class NothingPlanned(DomainError):
    """No change waits for its day."""

    sentence = N_("No change is planned. Reload the page.")


class InvoiceFinal(DomainError):
    """A final invoice is never changed."""

    sentence = N_("A final invoice cannot be changed. Issue a credit note.")


class NotYetFinal(DomainError):
    """Only a final invoice is paid or credited."""

    sentence = N_("This invoice is not final yet. Wait until its days of grace are over.")


class MonthNotOver(DomainError):
    """A month is closed when its last day in Muscat is over."""

    sentence = N_("This month is not over yet. Close it after its last day.")
    field = "month"


class GraceNotOver(DomainError):
    """Until then a draft may still be put right."""

    sentence = N_("The days of grace end on %(day)s. Finalise it after that day.")


class SequenceBroken(DomainError):
    """Invoice numbers follow one another without a gap."""

    sentence = N_("The next number is %(next)s. A number cannot be left out or used twice.")
    field = "number"


class CreditTooLarge(DomainError):
    """More than the line still stands for."""

    sentence = N_("At most %(left)s can be credited on this line. Lower the amount.")
    field = "amount"


class PaymentMatchedTwice(DomainError):
    """This money settles another invoice already."""

    sentence = N_("This payment is matched already. Choose another payment.")
    field = "payment"


class NothingReceived(DomainError):
    """Money that came in is more than nothing."""

    sentence = N_("An amount that came in is above zero. Correct it.")
    field = "amount"


class PaymentKnown(DomainError):
    """The bank's own reference was entered before."""

    sentence = N_("A payment with this bank reference is entered already. Look it up instead.")
    field = "bank_reference"


class PaymentTakenOff(DomainError):
    """Somebody took it off before."""

    sentence = N_("This payment was taken off the invoice already. Nothing was done.")


class NotATransfer(DomainError):
    """Money of a card goes back to the card, and a credit belongs to its invoice."""

    sentence = N_("Only a bank transfer can be taken off an invoice. Credit a line instead.")


class NothingOwed(DomainError):
    """The invoice is settled."""

    sentence = N_("Nothing is owed on this invoice. Choose another invoice.")
    field = "invoice"


class NothingLeft(DomainError):
    """The credit note is used up."""

    sentence = N_(
        "Nothing is left of this credit note: it was paid out, or set against an invoice."
    )


class BankFileKnown(DomainError):
    """The same statement was imported before; `first` is the id of that import."""

    sentence = N_("This very file was imported before. Nothing was done.")
    field = "file"

    def __init__(self, first: object) -> None:
        super().__init__()
        self.first = first


class BankColumnMissing(DomainError):
    """The statement does not say which column holds the day, or what came in."""

    sentence = N_(
        "The file needs a column “Date” and a column “Credit”. Name them so in its headings and choose it again."
    )
    field = "file"


class BankFileEmpty(DomainError):
    """No line of the statement brings money in."""

    sentence = N_("No line of the file brings money in. Nothing was done.")
    field = "file"


class CardsNotTaken(DomainError):
    """This installation has no card gateway."""

    sentence = N_("Cards are not taken here. Please pay by transfer.")
