"""The named refusals of approvals."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NoPolicyToAsk(DomainError):
    """Without a policy there is nobody to ask."""

    sentence = N_("This patient has no policy. Add the policy first, then ask for approval.")


class RequestNotEditable(DomainError):
    """Only a draft can be changed."""

    sentence = N_("This request has left the draft stage. Withdraw or reopen it to change it.")


class RequestStale(DomainError):
    """Somebody saved the draft after this person opened it."""

    sentence = N_("Somebody else changed this request meanwhile. Reload it and enter your change again.")  # fmt: skip


class RequestUnfinished(DomainError):
    """What was typed last could not be read."""

    sentence = N_("A part of this request could not be read. Put it right, then check it again.")


class RequestIncomplete(DomainError):
    """Something this type of request must carry is missing; carries what."""

    sentence = N_("Something is missing that this request must carry. Put right what is listed.")

    def __init__(self, missing: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.missing = missing


class DocumentsMissing(DomainError):
    """The payer wants papers that are not there yet; carries their kinds."""

    sentence = N_("The insurer wants papers that are not attached yet. Attach them, then send.")

    def __init__(self, kinds: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.kinds = kinds


class AnswerToAnotherApproval(DomainError):
    """An answer that belongs to no request here, or is no answer to a request."""

    sentence = N_("This answer belongs to no approval of this clinic. It was kept and set aside.")


class NothingToExtend(DomainError):
    """Only what a payer has judged can be extended or asked for again, and once at a time."""

    sentence = N_("This approval cannot be extended now: the insurer has not judged it, or a new request is under way.")  # fmt: skip


class CancelUnderWay(DomainError):
    """The insurer was asked already and has not answered."""

    sentence = N_("The insurer was already asked to let go of this approval. Wait for its answer.")


class NothingAsked(DomainError):
    """There is no sending whose status could be asked."""

    sentence = N_("There is nothing to ask about: this request has not reached the exchange.")


class ApprovalNotUsable(DomainError):
    """The approval does not hold on the day, or is of somebody else."""

    sentence = N_("This approval cannot be used on this claim: it does not hold on the service date. Choose another one.")  # fmt: skip
    field = "approval"


class NoUnitsLeft(DomainError):
    """Other claims have taken the units that were left."""

    sentence = N_("Only %(left)s of the approved units are left, and the claim needs %(wanted)s. Lower the quantity or extend the approval.")  # fmt: skip
    field = "approval"


class PeriodOverlaps(DomainError):
    """Two rows about the same thing would hold on one day."""

    sentence = N_("A rule for the same services holds in this period already. End that one first.")
    field = "valid_from"


class UnknownTarget(DomainError):
    """The rule names a service or code that is not on file."""

    sentence = N_("This service or code is not on file. Enter one of your own services, or a code of the exchange.")  # fmt: skip
    field = "target"


class EndsTooEarly(DomainError):
    """A rule cannot end before it begins."""

    sentence = N_("The last day lies before the first day. Correct one of them.")
    field = "valid_to"


class SentenceTwice(DomainError):
    """The library holds this sentence already."""

    sentence = N_("This sentence is in the library already. Use it, or word the new one differently.")  # fmt: skip
    field = "text_en"


class FollowUpAsked(DomainError):
    """One request at a time obtains it."""

    sentence = N_(
        "Request %(number)s is to obtain this approval. Go on there, or discard it first."
    )


class FollowUpDone(DomainError):
    """The task was settled meanwhile."""

    sentence = N_("This task is done already. Reload the page.")
