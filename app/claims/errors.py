"""The named refusals of claims."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class ClaimBlocked(DomainError):
    """The checker found something that must be put right before sending."""

    sentence = N_("This claim has findings that block sending. Put right what is marked red.")


class ClaimNotEditable(DomainError):
    """Only a draft can be changed."""

    sentence = N_("This claim has left the draft stage. Withdraw or reopen it to change it.")


class NothingJudged(DomainError):
    """An answer without any line outcome says nothing about the claim."""

    sentence = N_("The answer judged no line of this claim. Read the message or ask for status.")


class UnknownParameter(DomainError):
    """The checker has no parameter of this name, or cannot read its value."""

    sentence = N_("“%(name)s” is not a parameter of the checker, or its value does not fit.")
