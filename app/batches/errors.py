"""The named refusals of batches."""

from __future__ import annotations

from uuid import UUID

from app.kernel.errors import DomainError
from app.kernel.words import N_


class AlreadyRunning(DomainError):
    """A batch of the same filter is still under way; carries it."""

    sentence = N_("A batch of these claims is already under way. Open it instead of starting another.")  # fmt: skip

    def __init__(self, batch_id: UUID, number: str) -> None:
        super().__init__()
        self.batch_id, self.number = batch_id, number


class InAnotherBatch(DomainError):
    """A claim among these waits in another batch that was started meanwhile."""

    sentence = N_("Some of these claims went into another batch meanwhile. Look at the new figures and confirm again.")  # fmt: skip


class NothingReady(DomainError):
    """The filter finds no claim that can be sent."""

    sentence = N_("No claim of this list is ready to be sent. Mend some first, or choose another filter.")  # fmt: skip


class FiguresChanged(DomainError):
    """Count or total are not what was confirmed."""

    sentence = N_("The claims changed while this page was open, and nothing was sent. Look at the new figures and confirm again.")  # fmt: skip


class TooMany(DomainError):
    """More claims than one batch takes."""

    sentence = N_("A batch takes at most %(most)s claims. Narrow the list by insurer or by days.")


class GroupChanged(DomainError):
    """The claims of a repair are not those that stood on the page."""

    sentence = N_("These claims changed while the page was open, and nothing was mended. Look again and repeat.")  # fmt: skip


class ValueMissing(DomainError):
    """The one value that mends all was not given, or does not fit."""

    sentence = N_("Enter or choose the value that mends these claims.")
    field = "value"
