"""The named refusals of disputes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.errors import DomainError
from app.kernel.words import N_


class DisputeOpen(DomainError):
    """Of one chain of claims one attempt is open at a time; carries the first."""

    sentence = N_(
        "A dispute about this claim is open already. Go on there; a second one would delay both."
    )

    def __init__(self, dispute_id: UUID | None = None) -> None:
        super().__init__()
        self.dispute_id = dispute_id


class WrongWay(DomainError):
    """The three answers lead to another way than the one asked for."""

    sentence = N_("Your three answers lead to another way. Answer them again.")


class WindowOver(DomainError):
    """The payer's window has passed: it needs a reason to go on."""

    sentence = N_(
        "The insurer's window has passed. Write why you send it all the same, or close the claim."
    )
    field = "late_reason"


class CommentMissing(DomainError):
    """A complaint says why the decision is wrong."""

    sentence = N_("The comment is missing. Write why the decision on these lines is wrong.")
    field = "comment"


class EvidenceMissing(DomainError):
    """A complaint carries at least one paper."""

    sentence = N_(
        "A complaint needs evidence. Attach at least one document, such as the result or the letter."
    )


class LinesChanged(DomainError):
    """The lines that travel are not the ones in dispute."""

    sentence = N_("The lines of this claim do not fit the dispute. Give it up and begin again.")


class NothingAtStake(DomainError):
    """Every chosen line was approved in full."""

    sentence = N_("Every chosen line was approved in full. There is nothing to win back.")
    field = "lines"


class DisputeStale(DomainError):
    """Somebody saved after this person opened the page."""

    sentence = N_(
        "Somebody else changed this dispute meanwhile. Compare both versions and save again."
    )


class NotInPreparation(DomainError):
    """Only what is being prepared can be changed."""

    sentence = N_("This dispute was sent already and can no longer be changed.")
