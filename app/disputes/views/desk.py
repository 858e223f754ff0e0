"""The blueprint, and what several pages of disputes show."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.claims import wording as claim_words
from app.claims.models import Claim
from app.kernel.pagewords import name_of
from app.patients import queries as patients
from app.reference.queries import payer

blueprint = Blueprint("disputes", __name__)


def around(claim: Claim) -> dict[str, Any]:
    """What the head of every page about a decision shows."""
    return {
        "claim": claim,
        "patient_name": name_of(patients.patient(claim.patient_id)),
        "payer_name": name_of(payer(claim.payer_id)),
        "decision": claim_words.adjudication_tag(claim.adjudication),
    }
