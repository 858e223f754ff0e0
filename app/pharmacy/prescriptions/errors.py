"""The named refusals about prescriptions."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class OverRemainder(DomainError):
    """More units than the prescription has left."""

    sentence = N_("The prescription has %(left)s units left, not %(wanted)s. Lower the quantity.")
    field = "quantity"


class NothingToTakeBack(DomainError):
    """More units would come back than were handed out."""

    sentence = N_("More would come back than was supplied. Reload the page and look again.")


class PrescriptionExpired(DomainError):
    """The last day of the prescription is past."""

    sentence = N_("This prescription was valid until %(ended)s. Ask the prescriber for a new one.")


class PrescriptionClosed(DomainError):
    """Nothing may be supplied from it any more."""

    sentence = N_(
        "This prescription is no longer open. Look at what was supplied, or enter a new one."
    )


class PrescriptionStale(DomainError):
    """Another terminal changed the prescription after this page was opened."""

    sentence = N_(
        "Somebody else supplied or changed this prescription meanwhile. Look again below."
    )


class AlreadyEntered(DomainError):
    """A prescription of the same reference is on file."""

    sentence = N_(
        "A prescription with this number is on file already. Open it instead of entering it twice."
    )
    field = "reference"


class NoSuchMedicine(DomainError):
    """The code names nothing on this pharmacy's list."""

    sentence = N_("“%(code)s” is not a medicine of this pharmacy. Choose one from the list.")
    field = "lines"


class EndsBeforeWritten(DomainError):
    """The last day lies before the day on which it was written."""

    sentence = N_("The last day lies before the day it was written. Correct one of them.")
    field = "expires_on"


class WrittenInFuture(DomainError):
    """Nobody writes a prescription tomorrow."""

    sentence = N_("The prescription cannot have been written after today. Correct the day.")
    field = "written_on"


class SomethingSupplied(DomainError):
    """What was handed out cannot be undone by cancelling the prescription."""

    sentence = N_("Something was supplied already. Reverse it first, or release what is left.")
