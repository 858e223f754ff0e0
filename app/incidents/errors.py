"""Refusals of incidents."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class EndedAlready(DomainError):
    """What is over cannot end again."""

    sentence = N_("This incident is over already. Reload the page.")
