"""The named refusals of the rulebook."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class EditLocked(DomainError):
    """This edit stays a block."""

    sentence = N_("This check always blocks: its severity cannot be changed.")
    field = "severity"


class SettingEndsBeforeItBegins(DomainError):
    """The last day lies before the first."""

    sentence = N_("The last day lies before the first. Correct one of them.")
    field = "valid_to"


class NothingSet(DomainError):
    """A change that changes nothing."""

    sentence = N_("Nothing would change. Choose a severity or enter a value.")
    field = "severity"
