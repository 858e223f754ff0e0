"""The named refusals of claims."""

from __future__ import annotations

from uuid import UUID

from app.claims.values import Finding
from app.kernel.errors import DomainError
from app.kernel.words import N_


class ClaimBlocked(DomainError):
    """The checker found something that must be put right before sending; carries the findings."""

    sentence = N_("This claim has findings that block sending. Put right what is marked red.")

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


class ClaimHeld(ClaimBlocked):
    """A rule keeps the claim back until somebody who may releases it; carries the findings."""

    sentence = N_("A rule keeps this claim back. Somebody who may release it must do so first.")


class ClaimWarned(DomainError):
    """The checker warns, and nobody said that the claim is to go all the same."""

    sentence = N_("Read the warnings, tick that the claim is right as it stands, and send it.")
    field = "over_warnings"


class ClaimUnfinished(DomainError):
    """What was typed last could not be read, so the claim does not say it yet."""

    sentence = N_("A part of this claim could not be read. Put it right, then check it again.")


class NoPolicyToBill(DomainError):
    """The patient has no policy at all, so there is nobody to send a claim to."""

    sentence = N_("This patient has no policy. Add the policy first, then start the claim.")


class ClaimNotEditable(DomainError):
    """Only a draft can be changed."""

    sentence = N_("This claim has left the draft stage. Withdraw or reopen it to change it.")


class ClaimStale(DomainError):
    """Somebody saved the draft after this person opened it."""

    sentence = N_(
        "Somebody else changed this claim meanwhile. Compare both versions and save again."
    )


class AnswerToAnotherClaim(DomainError):
    """An answer that belongs to no claim here, or is no answer to a claim."""

    sentence = N_("This answer belongs to no claim of this clinic. It was kept and set aside.")


class NothingJudged(DomainError):
    """An answer without any line outcome says nothing about the claim."""

    sentence = N_("The answer judged no line of this claim. Read the message or ask for status.")


class UnknownParameter(DomainError):
    """The checker has no parameter of this name, or cannot read its value."""

    sentence = N_("“%(name)s” is not a parameter of the checker, or its value does not fit.")


class NotJudged(DomainError):
    """Only what an insurer judged can be corrected or complained about."""

    sentence = N_(
        "This claim was not judged. A rejected claim is fixed and sent; it is not disputed."
    )


class AlreadyFollowed(DomainError):
    """A living correction or complaint follows this claim already."""

    sentence = N_(
        "Claim %(number)s already answers this decision. Go on there, or discard it first."
    )

    def __init__(self, claim_id: UUID, number: str) -> None:
        super().__init__(number=number)
        self.claim_id = claim_id


class AttemptUndecided(DomainError):
    """Closed undecided, a correction or complaint would block its first claim for good."""

    sentence = N_(
        "This claim carries a correction or complaint that came back. Send it again, or give it up on the page of the attempt; then the first decision is open again."
    )


class PayerNumberMissing(DomainError):
    """Without the payer's own number nobody there knows which decision is meant."""

    sentence = N_("The insurer gave this claim no number of its own. Ask for its status first.")


class NoLineChosen(DomainError):
    """A complaint is about lines."""

    sentence = N_("Choose at least one line the complaint is about.")
    field = "lines"


class CancelUnderWay(DomainError):
    """The insurer was asked already and has not answered."""

    sentence = N_("The insurer was already asked to let go of this claim. Wait for its answer.")


class NotSentInError(DomainError):
    """Only an entry that was wrong or double is struck."""

    sentence = N_(
        "Only a claim that was entered wrongly or twice is nullified. Ask for a cancellation instead."
    )
    field = "reason"
