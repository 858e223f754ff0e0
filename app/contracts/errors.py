"""Why a change to contracts, services or prices is refused."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class ContractOverlaps(DomainError):
    """Two contracts with one payer would hold on the same day."""

    sentence = N_("Another contract with this payer holds on some of these days: end it first.")
    field = "valid_from"


class EndsBeforeItBegins(DomainError):
    """The last day lies before the first."""

    sentence = N_("The last day lies before the first day. Correct one of them.")
    field = "valid_to"


class OutsideContract(DomainError):
    """The price list would begin when the contract does not hold."""

    sentence = N_("The contract does not hold on that day. Choose a day within the contract.")
    field = "valid_from"


class PriceListBeginsThen(DomainError):
    """Two lists of a contract cannot begin on one day."""

    sentence = N_("A price list of this contract already begins on that day. Choose another day.")
    field = "valid_from"


class LocalCodeTaken(DomainError):
    """The local code names another service."""

    sentence = N_("Another service has this code already. Choose a different code.")
    field = "local_code"


class CodeUnknown(DomainError):
    """The code list has no such code on that day."""

    sentence = N_("“%(code)s” is not in this code list on that day. Search for it by name.")
    field = "code"


class MapBeginsThen(DomainError):
    """A later mapping exists: the past cannot be written behind it."""

    sentence = N_("This service is already mapped from a later day. Choose a day after it.")
    field = "valid_from"


class PriceAboveHighest(DomainError):
    """The regulator allows less for a unit."""

    sentence = N_("%(price)s is more than the highest price allowed, %(highest)s. Enter that or less.")  # fmt: skip
    field = "unit_price"
