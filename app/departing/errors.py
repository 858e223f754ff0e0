"""Refusals around leaving, in the words the views show."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class ExportUnderWay(DomainError):
    """One at a time: the second would hold nothing more than the first."""

    sentence = N_("An export is being put together already. Wait until it is ready.")


class ExportGone(DomainError):
    """The file is not there yet, or not any more."""

    sentence = N_("This file is not there yet, or not any more. Ask for a new export.")


class LeavingAlready(DomainError):
    """Asked for once is enough."""

    sentence = N_("You have asked to leave already. The page says what happens when.")


class WrongName(DomainError):
    """Whoever deletes an account types its name, so that no click alone does it."""

    sentence = N_("This is not the name of the clinic or pharmacy. Type it as it stands above.")
    field = "name"


class TooEarly(DomainError):
    """The thirty days are not over."""

    sentence = N_("The days to think last until %(day)s. Nobody approves before.")


class ApprovedByYou(DomainError):
    """One person does not count twice."""

    sentence = N_("You have approved this already. Another person has to approve it too.")


class NotApproved(DomainError):
    """Nothing is deleted without two who approved."""

    sentence = N_("Nothing is deleted: two people of the operator have not approved it.")
