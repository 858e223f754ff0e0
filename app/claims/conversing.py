"""In whose name one speaks with a payer about a claim."""

from __future__ import annotations

from uuid import UUID

from app.claims.models import Claim
from app.claims.states import CANCELLED
from app.conversations.voices import About
from app.eligibility.parties import identity
from app.patients.models import Patient
from app.tenants.scope import find


def about(claim_id: UUID) -> About:
    """The claim as its payer knows it, under the number of its last sending; raises NotFound."""
    claim = find(Claim, claim_id)
    return About(
        identifier=f"{claim.number}-{claim.attempts}" if claim.attempts else "",
        payer_id=claim.payer_id,
        patient=lambda: identity(find(Patient, claim.patient_id)),
        is_over=claim.status == CANCELLED,
    )
