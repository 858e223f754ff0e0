"""The named refusals of the scan box."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class PrescriptionUnknown(DomainError):
    """Nothing of this number is on file."""

    sentence = N_(
        "No prescription of number %(reference)s is on file. Scan the patient's card to enter the paper."
    )
    field = "code"


class NoPrescriptionNumber(DomainError):
    """What was scanned is a card or a box."""

    sentence = N_("This is no number of a prescription. Scan the code of the prescription.")
    field = "code"


class PersonUnknown(DomainError):
    """Nobody has this identity number."""

    sentence = N_("Nobody with this number is on file. Register the patient first, under Patients.")
    field = "code"


class BoxUnknown(DomainError):
    """A GTIN that nobody has explained here."""

    sentence = N_(
        "This box (GTIN %(gtin)s) is not known here. Enter it with its medicine, under Medicines."
    )
    field = "code"
