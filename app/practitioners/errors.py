"""Why a practitioner is refused."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class LicenceTaken(DomainError):
    """Two people cannot hold one licence."""

    sentence = N_("Another practitioner has this licence number. Check it.")
    field = "licence_number"


class LicenceEndsFirst(DomainError):
    """The last day lies before the first."""

    sentence = N_("The licence ends before it begins. Correct one of the days.")
    field = "licence_to"
