"""Every refusal of this package, with the sentence the page says."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NoDocument(DomainError):
    """The exchange knows people by their documents only."""

    sentence = N_("There is no identity document to ask with. Add one to the patient first.")


class NothingToAdopt(DomainError):
    """The answer says nothing that the policy on file does not say."""

    sentence = N_("The policy on file says the same as the answer. There is nothing to take over.")
