"""Every refusal of this package, with the sentence the page says."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class PaperWasSent(DomainError):
    """What an insurer has received stays, as proof of what was sent."""

    sentence = N_("This paper was sent to the insurer. It stays here as proof of what was sent.")


class PaperOfAnotherPatient(DomainError):
    """A paper is used again for the same patient only."""

    sentence = N_("This paper belongs to another patient, and was not added.")
    field = "document"
