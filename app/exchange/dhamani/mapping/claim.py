"""Claim: what is asked of a payer for one visit."""

from __future__ import annotations

from datetime import datetime

from app.exchange.dhamani.mapping import care
from app.exchange.dhamani.mapping.envelope import Letter
from app.exchange.dhamani.mapping.supporting import supporting_info
from app.exchange.dhamani.mapping.wire import Resource, Wire, present
from app.exchange.dhamani.profile import Profile
from app.exchange.messages import ClaimSubmission

KIND = "Claim"


def compose(profile: Profile, said: ClaimSubmission, at: datetime) -> Letter:
    """The claim and everybody in it."""
    wire = Wire(profile, said.provider.licence)
    url = wire.url(KIND, said.identifier)
    letter = Letter(
        wire, profile.event("claim question"), said.provider, said.payer, url, said.identifier
    )
    letter.enclose(url, {})
    around = care.surroundings(letter, said)
    letter.resources[url] = {
        **care.resource(wire, said, around, at),
        "identifier": [{"system": wire.own_system(KIND), "value": said.identifier}],
        "use": "claim",
        "insurance": care.insurance(around, said.approvals),
        **present(
            related=_related(wire, said),
            referral=_referral(wire, said),
            supportingInfo=supporting_info(wire, said, at),
        ),
    }
    return letter


def _related(wire: Wire, said: ClaimSubmission) -> list[Resource]:
    if said.related is None:
        return []
    earlier = said.related
    identifier = {"system": wire.own_system(KIND), "value": earlier.identifier}
    theirs = {
        "system": f"{wire.host(said.payer.licence)}/claimresponse",
        "value": earlier.payer_reference,
    }
    return [
        {
            "claim": {"type": KIND, "identifier": identifier},
            "relationship": wire.term("related-claim-relationship", earlier.relationship),
            **present(reference=theirs if earlier.payer_reference else None),
        }
    ]


def _referral(wire: Wire, said: ClaimSubmission) -> Resource:
    if not said.referral_number:
        return {}
    return {"identifier": {"system": wire.own_system("Referral"), "value": said.referral_number}}
