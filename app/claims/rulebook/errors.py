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


class NothingHeld(DomainError):
    """No rule keeps this claim back."""

    sentence = N_("No rule keeps this claim back any more. Check it and send it.")


class NoteMissing(DomainError):
    """Another reason without a word about it."""

    sentence = N_("Write the reason in a few words.")
    field = "note"


class RuleUnfinished(DomainError):
    """A rule whose conditions were never saved cannot be used."""

    sentence = N_("This rule is not finished. Complete it and save it first.")


class RuleStale(DomainError):
    """Somebody saved the rule after this person opened it."""

    sentence = N_("Somebody else changed this rule meanwhile. Reload the page and compare.")


class SimulationFull(DomainError):
    """Another simulation of this clinic is still counting."""

    sentence = N_("A simulation is still running. Wait for its result.")
