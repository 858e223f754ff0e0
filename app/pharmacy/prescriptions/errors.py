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


class TokenUnknown(DomainError):
    """Nothing lies in the mailbox under this token."""

    sentence = N_("No clinic has laid down a prescription under this code. Scan the slip again, or enter the paper.")  # fmt: skip
    field = "code"


class HeldElsewhere(DomainError):
    """Another pharmacy took it."""

    sentence = N_("A pharmacy has taken this prescription up. It must release it before it can be supplied here.")  # fmt: skip
    field = "code"


class NotHeldHere(DomainError):
    """The mailbox does not know the prescription as ours."""

    sentence = N_("This prescription could not be laid back: it is no longer in your hands. Ask the clinic whether it wrote a new one.")  # fmt: skip


class WithdrawnByClinic(DomainError):
    """The clinic took it back."""

    sentence = N_("The clinic has withdrawn this prescription. Ask the prescriber for a new one.")
    field = "code"


class WroteTooLongAgo(DomainError):
    """Its last day is past."""

    sentence = N_("This prescription has expired. Ask the prescriber for a new one.")
    field = "code"


class AnswerOfAnother(DomainError):
    """What was handed over is not the prescription that was asked for, or lacks a part; it is parked."""

    sentence = N_("The answer does not tell of the prescription that was asked for.")


class NothingToTell(DomainError):
    """The exchange knows what became of it, or the prescription is open here."""

    sentence = N_("The exchange knows already what became of this prescription.")


class NotHandedOver(DomainError):
    """Nothing lies ready to be taken up or given back: it came to another end meanwhile."""

    sentence = N_(
        "This prescription is not waiting to be taken up any more. Scan its number again."
    )


class OpenFromPaper(DomainError):
    """Its paper is open here: given back, both could be supplied."""

    sentence = N_(
        "The paper of this prescription is open here. Take this one up and both become one, or cancel the paper first."
    )


class NotOfThisPatient(DomainError):
    """It was asked for at the page of one person and is another's."""

    sentence = N_(
        "This prescription is not of the patient you opened. Give it back, or scan it at the counter without opening a patient."
    )


class ParticularsDiffer(DomainError):
    """The identity number is of somebody on file here whose birth date or sex is another."""

    sentence = N_(
        "The birth date or sex on the prescription is not that of the patient on file with this identity number. Compare the patient's card: correct the record under Patients, or give the prescription back."
    )


class NumberOfAnother(DomainError):
    """What was entered under its number is another patient's."""

    sentence = N_(
        "A prescription of another patient was entered under this number. Compare both with the paper and cancel the one that was entered, then take this one up."
    )


class SomebodyAlike(DomainError):
    """The patient has no document on file here, and somebody alike is."""

    sentence = N_(
        "Somebody who looks like this patient is on file without this identity number. Add the number to that record under Patients, then take the prescription up."
    )


class LineUnmatched(DomainError):
    """No medicine of ours was chosen for a line."""

    sentence = N_("No medicine was chosen for “%(name)s”. Choose the one you supply.")
    field = "lines"
