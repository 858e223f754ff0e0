"""What a claim's page shows of its releases: the reasons in people's own words."""

from __future__ import annotations

from app.claims.models import Claim
from app.claims.parts import Part
from app.claims.rulebook import holds


def releases(claim: Claim) -> Part | None:
    """Every release with a note; None where nobody wrote any."""
    found = [one for one in holds.releases(claim.id) if one.note]
    return (
        Part(template="claims/rules/_releases.html", values={"releases": found}) if found else None
    )
