"""Refusals of forgetting and going live, in the words the pages show."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class LiveAlready(DomainError):
    """Nothing of a live tenant is ever forgotten this way."""

    sentence = N_("You are live: nothing is practised here any more, and nothing can be reset.")


class InFlight(DomainError):
    """A message may have left and is not answered."""

    sentence = N_(
        "A message is on its way to the simulated exchange. Wait a minute until it is answered, and reset then."
    )


class NotConfirmed(DomainError):
    """Everything goes: that wants a tick."""

    sentence = N_("Tick that everything practised may be removed.")
    field = "sure"


class StillMissing(DomainError):
    """Licences, contracts, prices and the plan come first."""

    sentence = N_("Something that going live needs is still missing. The list below names it.")


class AskedAlready(DomainError):
    """One request at a time."""

    sentence = N_("You have asked already. The operator answers by mail.")


class NotYours(DomainError):
    """Only who is asked for a decision has one to give."""

    sentence = N_("This request is not open any more. Look at the list again.")


class NoLiveLine(DomainError):
    """The desk cannot let anybody live without an exchange."""

    sentence = N_(
        "This installation names no live exchange (LIVE_EXCHANGE_PROFILE). Nobody can go live before it does."
    )


class ReasonsMissing(DomainError):
    """The owner reads one of the two languages."""

    sentence = N_("Write the reason in both languages.")
    field = "reason_en"
