"""Named refusals of the exchange's own pages and verbs."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NoLine(DomainError):
    """The installation names no exchange for the mode in which the tenant is."""

    sentence = N_(
        "This installation has no line to the exchange yet. Nothing was sent; ask the operator."
    )


class OnlyInPractice(DomainError):
    """Rehearsing is for who practises."""

    sentence = N_("This can be done in practice mode only.")


class AlreadyLeaving(DomainError):
    """The message may have left; it cannot be called back."""

    sentence = N_("It is already on its way to the exchange and cannot be called back.")


class NotParked(DomainError):
    """The message of theirs has been dealt with in the meantime."""

    sentence = N_("This message has been dealt with in the meantime.")


class NothingToAsk(DomainError):
    """Status can be asked only for a claim, approval request or eligibility question that left."""

    sentence = N_("There is nothing to ask about this message now.")


class FetchingAlready(DomainError):
    """A fetch of answers is on its way; a second one would bring the same."""

    sentence = N_("Answers are being fetched already. What comes appears by itself.")


class NobodyReadsThis(DomainError):
    """No part of the house takes this kind of message yet."""

    sentence = N_("No part of the application takes this kind of message yet.")


class AnswersNothing(DomainError):
    """No message of ours belongs to it."""

    sentence = N_("It answers no message of this clinic.")


class MessageTooLarge(DomainError):
    """The message with its files is larger than the exchange takes; nothing left."""

    sentence = N_(
        "With its files the message would have %(size)s MB; the exchange takes %(limit)s MB. "
        "Take a file out or make it smaller."
    )
    field = "documents"


class AttachmentTooLarge(DomainError):
    """One file is larger than the exchange takes."""

    sentence = N_(
        "The file %(title)s has %(size)s MB; the exchange takes %(limit)s MB for one file. "
        "Scan it in grey or split it."
    )
    field = "documents"


class TooManyAttachments(DomainError):
    """More files than the exchange takes in one message."""

    sentence = N_("The message has %(count)s files; the exchange takes %(limit)s.")
    field = "documents"


class AttachmentNotTaken(DomainError):
    """A file of a kind that the exchange does not take."""

    sentence = N_(
        "The exchange does not take the file %(title)s: it is %(kind)s, and may be %(kinds)s."
    )
    field = "documents"


class AttachmentChanged(DomainError):
    """A file's bytes are not those that were once kept."""

    sentence = N_("The file %(title)s is damaged. Add it again from its source.")
    field = "documents"
