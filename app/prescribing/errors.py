"""The named refusals of writing and withdrawing a prescription."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class EndsTooEarly(DomainError):
    """The last day is past."""

    sentence = N_("The last day is before today. Enter a day on which a pharmacy can still supply.")  # fmt: skip
    field = "expires_on"


class HoldsTooLong(DomainError):
    """Nobody supplies on a prescription that old."""

    sentence = N_("A prescription holds for one year at most. Enter an earlier last day.")
    field = "expires_on"


class NoConsent(DomainError):
    """The patient did not agree."""

    sentence = N_("Without the patient's agreement it cannot be handed to a pharmacy. Ask, and choose who agreed.")  # fmt: skip
    field = "consent_given_by"


class NotAPrescriber(DomainError):
    """The person named may not prescribe on the day."""

    sentence = N_("This person is not a doctor or dentist with a licence for today. Choose another.")  # fmt: skip
    field = "practitioner"


class TakenAlready(DomainError):
    """A pharmacy has it."""

    sentence = N_("A pharmacy has taken this prescription up. It can no longer be withdrawn; call the patient or the pharmacy.")  # fmt: skip
