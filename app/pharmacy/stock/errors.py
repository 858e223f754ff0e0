"""Why a movement of stock is refused."""

from __future__ import annotations

from decimal import Decimal

from app.kernel.errors import DomainError
from app.kernel.words import N_


class BatchExpired(DomainError):
    """The batch may not be supplied any more."""

    sentence = N_("This batch has expired and cannot be supplied. Take another batch.")
    field = "units"


class BatchRecalled(DomainError):
    """The lot is recalled."""

    sentence = N_("This batch is recalled and cannot be supplied. Take another batch.")
    field = "units"


class NotEnough(DomainError):
    """Fewer units are left than were asked for; `left` says how many."""

    sentence = N_("Only %(left)s are left of this batch. Enter fewer, or take another batch too.")
    field = "units"

    def __init__(self, left: Decimal) -> None:
        self.left = left
        super().__init__(left=f"{left.normalize():f}")


class AlreadyPutBack(DomainError):
    """A supply is put back once."""

    sentence = N_("These units were put back already. Nothing was changed.")


class NothingReceived(DomainError):
    """A receipt without lines."""

    sentence = N_("The delivery has no lines. Enter at least one.")


class InvoiceOnFile(DomainError):
    """The supplier's invoice was entered before."""

    sentence = N_("Invoice %(number)s of this supplier was received on %(day)s. Check its number.")
    field = "invoice_number"


class ReceivedInFuture(DomainError):
    """A delivery cannot have come tomorrow."""

    sentence = N_("The day of the delivery lies in the future. Correct it.")
    field = "received_on"


class LotExpiryDiffers(DomainError):
    """The same lot is on file with another expiry; it is one or the other, unless a person says both."""

    sentence = N_("Lot %(lot)s is on file with expiry %(day)s. Compare it with the box, or confirm both dates.")  # fmt: skip
    field = "sure"


class UnitsUnchanged(DomainError):
    """An adjustment of nothing."""

    sentence = N_("Nothing would change. Enter how many units came or went.")
    field = "units"


class SameBranch(DomainError):
    """From a branch to itself."""

    sentence = N_("The units lie in this branch already. Choose another branch.")
    field = "to_facility"


class AlreadyRecalled(DomainError):
    """The lot is recalled already."""

    sentence = N_("This lot is recalled already. Its page shows what is kept back.")
    field = "lot"


class AlreadyLifted(DomainError):
    """The recall is over."""

    sentence = N_("This recall was lifted already.")
