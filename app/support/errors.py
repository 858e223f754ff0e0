"""Refusals around support access, in the words the views show."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class GrantedAlready(DomainError):
    """One grant at a time."""

    sentence = N_("Support access is granted already. Take it back first, or let it run.")


class NotGranted(DomainError):
    """Without the owner nobody looks."""

    sentence = N_(
        "The owner has not granted support access, or took it back. Ask the owner to grant it under Settings."
    )


class AskedAlready(DomainError):
    """One request of a person at a time."""

    sentence = N_("You have asked already. The list below says how it stands.")


class ApprovedByAsker(DomainError):
    """Two people, not one twice."""

    sentence = N_("You asked for this yourself. Another person of the desk has to approve it.")


class NotYourRequest(DomainError):
    """Who asked looks, nobody else."""

    sentence = N_("Somebody else asked for this. Only that person can begin.")


class LookingAlready(DomainError):
    """One house at a time."""

    sentence = N_("You are looking into another account. End that first.")
