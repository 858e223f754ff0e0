"""Why a list is refused."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class EmptyList(DomainError):
    """Nothing was read: a list is never wiped by an empty file."""

    sentence = N_("The file holds no rows, so nothing was changed.")


class UnknownSystem(DomainError):
    """No such code system."""

    sentence = N_("There is no code system “%(system)s”. Known ones: %(known)s.")


class MostWouldBeRetired(DomainError):
    """The file lacks more than half of the codes in use: rather a wrong file than a new edition."""

    sentence = N_(
        "%(retired)s of %(known)s codes are missing from the file. If that is right, say so explicitly."
    )
