"""What can be wrong with a saved view, in words."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NameTaken(DomainError):
    """This person has a view of that name."""

    field = "name"
    sentence = N_("You have a view of this name already. Choose another name.")


class NotYourView(DomainError):
    """Somebody else's shared view."""

    sentence = N_("Only the person who saved a view can remove it.")
