"""Every refusal of the front door, with the sentence the page says."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class LinkNotGood(DomainError):
    """A mailed link that is unknown, used or too old: which of them is not told."""

    sentence = N_("This link was used already or is too old. Ask for a new one below.")


class NotFinished(DomainError):
    """Something is missing before an application can be sent."""

    sentence = N_("Not everything is there yet. Look at the list of tasks.")


class AnswersMissing(DomainError):
    """A question of today's list has no answer yet."""

    sentence = N_("An answer is missing. Give it on this page, and go on from there.")


class LeadsElsewhere(DomainError):
    """By the list of today these answers do not lead through this service."""

    sentence = N_(
        "By today's list of the FSA your answers lead another way than this service. Look at them once more, or withdraw the application."
    )


class NotOpen(DomainError):
    """This installation cannot send mail, so nobody could be answered."""

    sentence = N_("Applications are not taken here at the moment. Please come back later.")


class FileMissing(DomainError):
    """A paper without its file."""

    sentence = N_("Choose the file, or take a picture of the paper.")
    field = "file"


class PapersFull(DomainError):
    """More versions of papers, or larger ones, than one application may keep."""

    sentence = N_(
        "This application can keep no more papers. Go on with those that are there; if one of them is wrong, withdraw the application and begin a new one."
    )
    field = "file"


class SheetTooLong(DomainError):
    """Far more lines than the sheet has."""

    sentence = N_(
        "This file has more than %(most)d lines. Fill in the sheet we made, which has one line for each answer."
    )
    field = "file"
