"""Every refusal of this package, with the sentence the page says."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NothingToSpeakAbout(DomainError):
    """The payer knows nothing of a record that was never sent to it."""

    sentence = N_("This was never sent to the insurer, so there is nothing to write about yet.")


class PaperOfSomethingElse(DomainError):
    """A file may travel only with words about what it belongs to."""

    sentence = N_("One of the papers does not belong here any more. Look at the list again.")
    field = "documents"


class NumberUsedTwice(DomainError):
    """A payer numbered two questions about one record alike; the second waits for a person in sight."""

    sentence = N_("The insurer used the number of an earlier question for another one.")


class NoQuestion(DomainError):
    """Only a question of the payer can be answered or closed."""

    sentence = N_("This is no open question of an insurer.")
