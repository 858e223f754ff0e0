"""Refusals at the operator's desk, in the words the views show."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class WrongCode(DomainError):
    """No code of this person, or one that was used already: which of them is not told."""

    sentence = N_(
        "This code is not right, or was used already. Wait for the next one and type it again."
    )
    field = "code"


class PersonKnown(DomainError):
    """Somebody at the desk has this address."""

    sentence = N_("Somebody at the desk signs in with this address already.")
    field = "email"


class ApprovedAlready(DomainError):
    """One person does not count twice."""

    sentence = N_(
        "You approved this application already. Somebody else of the desk must approve it too."
    )


class NothingAsked(DomainError):
    """Giving back without a word helps nobody."""

    sentence = N_("Write beside at least one task what is asked.")


class ReasonMissing(DomainError):
    """Another reason needs words."""

    sentence = N_("Write the reason in the applicant's language.")
    field = "explanation"


class NoSuchAccount(DomainError):
    """There is no account for establishments of this kind."""

    sentence = N_(
        "There is no account for this kind of establishment here, so none could be opened. Refuse the application."
    )


class LicenceTaken(DomainError):
    """A tenant works under this licence already, or another application with it was approved."""

    sentence = N_(
        "A tenant works under this MOH licence already, or is about to. Ask the applicant, or refuse the application."
    )


class NoListAttached(DomainError):
    """Somebody was faster."""

    sentence = N_("No list is attached any more. Look at the page again.")
