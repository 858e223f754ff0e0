"""The named refusals of a box held over an open prescription."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class BoxRefused(DomainError):
    """The box in the hand is not to be supplied here."""

    field = "code"


class BoxNotPrescribed(BoxRefused):
    """Another medicine, strength or form."""

    sentence = N_("%(name)s is not on this prescription. Put the box back and scan the right one.")


class BoxesEnough(BoxRefused):
    """Everything that is left of the line is in the hand already."""

    sentence = N_("Line %(line)s: nothing more of %(name)s is to be supplied. Put this box back.")


class OtherBrandBegun(BoxRefused):
    """A line is supplied with one brand at a time."""

    sentence = N_(
        "Line %(line)s has boxes of another brand. Supply those first, then scan %(name)s again."
    )


class BoxExpired(BoxRefused):
    """The box, or its batch, has expired."""

    sentence = N_(
        "%(name)s: this box expired on %(ended)s. Take it off the shelf and scan another."
    )


class BoxKeptBack(BoxRefused):
    """The batch is recalled."""

    sentence = N_(
        "%(name)s: batch %(lot)s is recalled. Take it off the shelf and scan another box."
    )


class LotNotHere(BoxRefused):
    """No unit of this batch was received in this branch."""

    sentence = N_(
        "%(name)s: batch %(lot)s is not in stock here. Receive it first, or scan another box."
    )


class LotUsedUp(BoxRefused):
    """Every unit of the batch is in the hand already."""

    sentence = N_(
        "%(name)s: batch %(lot)s has no more units on record. Count it, or scan another box."
    )


class BoxInHand(BoxRefused):
    """This very box was scanned a moment ago."""

    sentence = N_(
        "Line %(line)s: this very box (serial %(serial)s) is in the hand already. Scan another one."
    )


class BoxHandedOut(BoxRefused):
    """This very box left the shelf with another supply and did not come back."""

    sentence = N_(
        "%(name)s: the box with serial %(serial)s was handed out with %(number)s. Scan another box; what is left of an opened one is entered as units."
    )


class NoBox(BoxRefused):
    """A prescription or a card was scanned over an open prescription."""

    sentence = N_(
        "This is no box. Finish this prescription, then scan it at the counter for the next customer."
    )
