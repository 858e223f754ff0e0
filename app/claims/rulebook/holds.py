"""Claims that a rule keeps back: asked about, released by a person with a reason, or changed meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.claims.history import tell
from app.claims.models import Claim
from app.claims.rulebook.errors import NoteMissing, NothingHeld
from app.claims.rulebook.models import ClaimHold
from app.claims.rulebook.states import HOLD as LIFE
from app.claims.rulebook.states import OPEN, RELEASED
from app.claims.values import HOLD, INFO, Finding
from app.kernel.clock import now
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.tenants.keys import open_text, seal_text
from app.tenants.scope import actor_id

OTHER = "other"
# Made once: every claim that leaves asks.
_OPEN = select(ClaimHold).where(
    ClaimHold.claim_id == bindparam("claim_id"), ClaimHold.status == OPEN
)


@dataclass(frozen=True)
class Release:
    """Who let a claim go, when and why; the note may speak of the patient."""

    at: datetime
    by: UUID | None
    reason: str
    note: str
    codes: tuple[str, ...]


def holding(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep a claim back."""
    return tuple(one for one in found if one.severity == HOLD)


def after_releases(
    claims: Sequence[Claim], found: Mapping[UUID, tuple[Finding, ...]]
) -> dict[UUID, tuple[Finding, ...]]:
    """The findings of claims; where a claim as it stands was released, its holds only inform."""
    asking = [claim for claim in claims if holding(found[claim.id])]
    released = _released({claim.id for claim in asking})
    free = {
        claim.id
        for claim in asking
        if (claim.id, fingerprint(claim, holding(found[claim.id]))) in released
    }
    return {
        claim.id: _informing(found[claim.id]) if claim.id in free else found[claim.id]
        for claim in claims
    }


def _informing(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(one, severity=INFO) if one.severity == HOLD else one for one in found)


def _released(claim_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    if not claim_ids:
        return set()
    query = select(ClaimHold.claim_id, ClaimHold.fingerprint).where(
        ClaimHold.claim_id.in_(claim_ids), ClaimHold.status == RELEASED
    )
    return {(row.claim_id, row.fingerprint) for row in db.session.execute(query)}


def fingerprint(claim: Claim, held: Iterable[Finding]) -> str:
    """What the claim says and which rules hold it, as one short text; a change of either is another."""
    said = [
        claim.patient_id, claim.policy_id, claim.payer_id, claim.practitioner_id, claim.facility_id,
        claim.service_date, claim.referral_number, claim.patient_paid, claim.related_claim_id,
        claim.approval_id, claim.emergency,
        [(row.sequence, row.system, row.code, row.kind) for row in claim.diagnoses],
        [
            (line.sequence, line.local_code, line.code, line.service_date, line.quantity.normalize(),
             line.unit_price, line.net, line.patient_share, line.pointers)
            for line in claim.lines
        ],
        sorted({one.code for one in held}),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def keep_back(claim: Claim, held: Sequence[Finding]) -> ClaimHold:
    """Ask for a release of the claim as it stands; what was asked of an earlier state lapses."""
    mark, found = fingerprint(claim, held), None
    for row in _open(claim.id):
        if row.fingerprint == mark:
            found = row
        else:
            _settle(row, "lapsed")
    if found is not None:
        return found
    codes = sorted({one.code for one in held})
    row = ClaimHold(claim_id=claim.id, fingerprint=mark, codes=codes, asked_by=actor_id())
    db.session.add(row)
    tell(claim, "kept_back", codes=codes)
    db.session.flush()
    return row


def release(claim: Claim, held: Sequence[Finding], reason: str, note: str = "") -> ClaimHold:
    """Let the claim go as it stands, for a reason; `note` is sealed. Raises NothingHeld, NoteMissing."""
    if not held:
        raise NothingHeld
    if reason == OTHER and not note:
        raise NoteMissing
    row = keep_back(claim, held)
    row.reason = reason
    if note:
        row.note_sealed = seal_text(note, table="claim_holds", column="note", row_id=row.id)
    _settle(row, "released")
    tell(claim, "hold_released", codes=row.codes, why=reason)
    db.session.flush()
    return row


def let_lapse(claim: Claim) -> None:
    """The claim leaves or is put away: nobody needs to release it any more."""
    for row in _open(claim.id):
        _settle(row, "lapsed")


def _settle(row: ClaimHold, event: str) -> None:
    LIFE.move(row, event, by=actor_id(), at=now(), trail=_stamp)


def _stamp(
    _machine: StateMachine, row: Any, _before: str, _event: str, _after: str, by: Any, at: datetime
) -> None:
    # The claim's own timeline and trail tell of it.
    row.settled_at, row.settled_by = at, by


def _open(claim_id: UUID) -> list[ClaimHold]:
    return list(db.session.scalars(_OPEN, {"claim_id": claim_id}))


def releases(claim_id: UUID) -> list[Release]:
    """Every release of a claim, the newest first."""
    query = (
        select(ClaimHold)
        .where(ClaimHold.claim_id == claim_id, ClaimHold.status == RELEASED)
        .order_by(ClaimHold.settled_at.desc(), ClaimHold.id)
    )
    return [_release(row) for row in db.session.scalars(query)]


def _release(row: ClaimHold) -> Release:
    sealed = row.note_sealed
    note = open_text(sealed, table="claim_holds", column="note", row_id=row.id) if sealed else ""
    return Release(
        row.settled_at or row.asked_at, row.settled_by, row.reason or "", note, tuple(row.codes)
    )
