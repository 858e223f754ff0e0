"""Claim with use preauthorization: may this be done, and will you pay?"""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping import care
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.supporting import supporting_info
from app.exchange.dhamani.mapping.wire import Resource, Wire, present
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import ApprovalRequest

KIND = "Claim"


def compose(profile: Profile, said: ApprovalRequest, at: datetime) -> Letter:
    """The request and everybody in it, under the numbers approval requests run in."""
    wire = Wire(profile, said.provider.licence)
    url = wire.url(KIND, said.identifier)
    letter = Letter(
        wire, profile.event("approval question"), said.provider, said.payer, url, said.identifier
    )
    around = care.surroundings(letter, said)
    letter.resources[url] = {
        **care.resource(wire, said, around, at),
        "identifier": [
            {"system": wire.own_system(profile.names.approval_number), "value": said.identifier}
        ],
        "use": "preauthorization",
        "insurance": care.insurance(around, (said.extends,) if said.extends else ()),
        **present(
            related=_extended(wire, said),
            supportingInfo=supporting_info(wire, said, at),
        ),
    }
    return letter


def _extended(wire: Wire, said: ApprovalRequest) -> list[Resource]:
    """The approval that is to be extended, by the payer's own number; it stays the same."""
    if not said.extends:
        return []
    system = f"{wire.host(said.payer.licence)}/{wire.profile.names.approval_number}"
    return [
        {
            "relationship": wire.term("related-claim-relationship", "extend"),
            "reference": {"system": system, "value": said.extends},
        }
    ]
