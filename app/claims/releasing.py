"""The verbs on a draft that rules keep back: ask for its release, release it."""

from __future__ import annotations

from uuid import UUID

from app.claims.checking import findings_of
from app.claims.errors import ClaimNotEditable
from app.claims.models import Claim
from app.claims.rulebook import holds
from app.claims.rulebook.errors import NothingHeld
from app.claims.rulebook.models import ClaimHold
from app.claims.states import DRAFT
from app.claims.values import Finding
from app.tenants.scope import find


def ask_release(claim_id: UUID) -> ClaimHold:
    """Put a held draft before those who may release it; raises NothingHeld, ClaimNotEditable, NotFound."""
    claim = _draft(claim_id)
    held = what_holds(claim)
    if not held:
        raise NothingHeld
    return holds.keep_back(claim, held)


def release_hold(claim_id: UUID, reason: str, note: str = "") -> ClaimHold:
    """Let a held draft go as it stands.

    Raises NothingHeld, NoteMissing, ClaimNotEditable, NotFound.
    """
    claim = _draft(claim_id)
    return holds.release(claim, what_holds(claim), reason, note)


def what_holds(claim: Claim) -> tuple[Finding, ...]:
    """The findings that keep the claim back as it stands."""
    return holds.holding(findings_of([claim])[claim.id])


def _draft(claim_id: UUID) -> Claim:
    claim = find(Claim, claim_id, for_update=True)
    if claim.status != DRAFT:
        raise ClaimNotEditable
    return claim
