"""The named refusals of money."""

from __future__ import annotations

from decimal import Decimal

from app.kernel.errors import DomainError
from app.kernel.words import N_


class MoneyRefusal(DomainError):
    """A refusal of one amount; `code` is what a parked line keeps."""

    code = ""


class OverApproved(MoneyRefusal):
    """More than the payer approved and still owes."""

    code = "over_approved"
    sentence = N_("This is more than the insurer approved and still owes for the claim.")

    def __init__(self, excess: Decimal) -> None:
        super().__init__()
        self.excess = excess


class OverClaimed(OverApproved):
    """More than was asked for."""

    code = "over_claimed"
    sentence = N_("This is more than was claimed. Nobody pays more than was asked without reason.")


class NothingToTakeBack(MoneyRefusal):
    """More is taken back than was paid."""

    code = "no_origin"
    sentence = N_("More would be taken back than was ever paid for this claim.")


class OriginUnknown(MoneyRefusal):
    """It names the payment that it takes back, and none such was received here."""

    code = "origin_unknown"
    sentence = N_("The payment that this takes back was not received here.")


class NotJudgedYet(MoneyRefusal):
    """The payer pays what it has not judged."""

    code = "not_judged"
    sentence = N_("The insurer has not judged this claim yet, so nothing is owed for it.")


class NoSuchLine(MoneyRefusal):
    """The claim has no line of this number."""

    code = "no_such_line"
    sentence = N_("The claim has no line of this number.")


class PaidBeforeVisit(MoneyRefusal):
    """The day of the payment lies before the visit."""

    code = "paid_before_visit"
    sentence = N_("The day of the payment lies before the visit.")


class OtherPayer(MoneyRefusal):
    """The claim was sent to another insurer than the one that pays."""

    code = "other_payer"
    sentence = N_(
        "This claim was sent to another insurer. Choose a claim of this one, or post it all the same."
    )
    field = "number"


class NothingMoves(MoneyRefusal):
    """An amount of nothing."""

    code = "zero"
    sentence = N_("The amount is zero, so there is nothing to post.")


class TooMuchToWriteOff(DomainError):
    """More is written off than is owed."""

    sentence = N_("At most %(most)s is outstanding. Write off that much or less.")
    field = "amount"


class TooMuchToLetGo(DomainError):
    """More is let go than was denied."""

    sentence = N_("At most %(most)s was denied and is still open. Let go of that much or less.")
    field = "amount"


class StillTakenBack(DomainError):
    """Taking a payment off would leave more taken back than paid."""

    sentence = N_(
        "Money of this payment was taken back since. Take that line off the claim first, then this one."
    )


class NotWaiting(DomainError):
    """The line or remittance is not waiting for an answer."""

    sentence = N_("This was answered in the meantime. Reload the page.")


class ClaimUnknown(DomainError):
    """No claim of this number."""

    sentence = N_("There is no claim “%(number)s”. Enter our number, such as C-2026-000123.")
    field = "number"


class FileKnown(DomainError):
    """The same file was imported before; carries the first import's id."""

    sentence = N_("This very file was imported before. Nothing was done.")
    field = "file"

    def __init__(self, first: object) -> None:
        super().__init__()
        self.first = first


class EmptyFile(DomainError):
    """The file holds no line."""

    sentence = N_("The file holds no lines. Nothing was done.")
    field = "file"


class AnotherAmount(DomainError):
    """The receipt would take more than the patient owes."""

    sentence = N_("The patient still owes %(most)s for this visit. Take that much or less.")
    field = "amount"


class AlreadyCancelled(DomainError):
    """A receipt is cancelled once."""

    sentence = N_("This receipt was cancelled before. Nothing was done.")


class NotTicked(DomainError):
    """The remittance is not on any statement, or is already."""

    sentence = N_("This was ticked off in the meantime. Reload the page.")


class ColumnMissing(DomainError):
    """A needed column was not chosen."""

    sentence = N_("Say which column holds the day and which one the amount.")
