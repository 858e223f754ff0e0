"""The named refusals at the counter."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class NothingToSupply(DomainError):
    """No line was to be handed out, promised or given up."""

    sentence = N_("Nothing would be supplied. Enter a quantity in at least one line.")


class MedicineUnknown(DomainError):
    """Nothing is known of the medicine: it was never entered with strength, form and ingredients."""

    sentence = N_(
        "%(name)s is not entered as a medicine yet. Enter it under Medicines, then supply."
    )


class NotASubstitute(DomainError):
    """Another ingredient, strength or form."""

    sentence = N_(
        "%(name)s is not the same ingredient, strength and form. Choose one from the list."
    )


class SubstitutionUnexplained(DomainError):
    """Another brand without a coded reason."""

    sentence = N_("Line %(line)s gives another brand. Choose the reason beside it.")


class PriceMissing(DomainError):
    """No contract, no regulated price, and nobody typed one."""

    sentence = N_("Line %(line)s has no price. Enter the price of one unit.")


class PriceAboveRegulated(DomainError):
    """Nobody may be asked for more than the regulated price."""

    sentence = N_("Line %(line)s: %(price)s is above the regulated price of %(most)s. Lower it.")


class NotEnoughInStock(DomainError):
    """Fewer units lie in the branch than are to be handed out."""

    sentence = N_("Line %(line)s: only %(left)s are in stock here. Supply those and owe the rest.")


class CoverUnknown(DomainError):
    """The insurer has not said yes; the patient pays, or the supply is provisional with consent."""

    sentence = N_(
        "The insurer has not answered about cover. Wait, let the patient pay, or supply provisionally."
    )


class NotCovered(DomainError):
    """The insurer does not pay for this line."""

    sentence = N_("Line %(line)s is not covered. Tick cash for it, or leave it out.")


class ApprovalNeeded(DomainError):
    """The insurer wants to be asked before."""

    sentence = N_(
        "Line %(line)s needs the insurer's approval first. Ask for it below, or tick cash."
    )


class ApprovalOver(DomainError):
    """The approval does not hold today."""

    sentence = N_(
        "The approval for line %(line)s ended on %(ended)s. Ask for a new one, or tick cash."
    )


class OverApproved(DomainError):
    """More units than the insurer granted and nobody used."""

    sentence = N_(
        "The approval for line %(line)s has %(left)s units left, not %(wanted)s. Lower it, or ask again."
    )


class TwoApprovals(DomainError):
    """One claim names one approval."""

    sentence = N_("The lines need two different approvals. Supply them one after the other.")


class LineTwice(DomainError):
    """Two rows of one form hand out the same line."""

    sentence = N_("Line %(line)s stands on the screen twice. Open the prescription again.")


class DaysMissing(DomainError):
    """A line of which nobody knows how long it lasts: claims need it, and later alerts count by it."""

    sentence = N_("Line %(line)s: enter for how many days it lasts. The insurer and later alerts go by it.")  # fmt: skip


class ConsentMissing(DomainError):
    """A provisional supply may turn out not covered; the patient must know."""

    sentence = N_(
        "Tick that the patient agrees to pay if the insurer does not. Then supply provisionally."
    )
    field = "consent"


class NotProvisional(DomainError):
    """The insurer answered: there is no reason to guess."""

    sentence = N_("The insurer has answered. Supply it as usual; nothing needs to be provisional.")
    field = "provisional"


class NothingAwaitsApproval(DomainError):
    """No line needs an approval that is not asked already."""

    sentence = N_("No line needs an approval that was not asked for. Supply what is approved.")


class NotWaiting(DomainError):
    """This dispense waits for nothing."""

    sentence = N_("This no longer waits for an answer. Open the prescription to go on.")


class ClaimSettled(DomainError):
    """The insurer has settled what this supply was claimed for: its money goes back first."""

    sentence = N_("The insurer has settled claim %(number)s. Strike it on its page first, then take the supply back.")  # fmt: skip


class SupplyReversed(DomainError):
    """The medicine came back over the counter: nothing may be claimed for it."""

    sentence = N_("This supply was reversed. Nothing may be claimed for it; discard the claim.")


class NotFollowedUp(DomainError):
    """The provisional supply was settled already, or is none."""

    sentence = N_("This supply needs no follow-up any more. Look at its page.")
