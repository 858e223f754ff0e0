"""The named refusals about alerts."""

from __future__ import annotations

from app.kernel.errors import DomainError
from app.kernel.words import N_


class AlertRejects(DomainError):
    """The pharmacy's rules reject a supply with this alert."""

    sentence = N_(
        "An alert marked red cannot be passed over. Ask the prescriber, or leave the line out."
    )


class AlertsOpen(DomainError):
    """An alert is to be looked at, and nobody said why the supply goes on."""

    sentence = N_("Choose a reason beside each alert before you supply, or leave the line out.")


class NotToBePassedOver(DomainError):
    """The pharmacy's own rules let nobody pass over this alert."""

    sentence = N_(
        "This alert is set to reject. Change the rule in the settings of alerts, if that is right."
    )
