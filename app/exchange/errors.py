"""Named refusals of the exchange's own pages and verbs."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class AlreadyLeaving(DomainError):
    """The message may have left; it cannot be called back."""

    sentence = N_("It is already on its way to the exchange and cannot be called back.")


class NotParked(DomainError):
    """The message of theirs has been dealt with in the meantime."""

    sentence = N_("This message has been dealt with in the meantime.")


class NothingToAsk(DomainError):
    """Status can be asked only for a claim or an eligibility question that left."""

    sentence = N_("There is nothing to ask about this message now.")


class NobodyReadsThis(DomainError):
    """No part of the house takes this kind of message yet."""

    sentence = N_("No part of the application takes this kind of message yet.")


class AnswersNothing(DomainError):
    """No message of ours belongs to it."""

    sentence = N_("It answers no message of this clinic.")
