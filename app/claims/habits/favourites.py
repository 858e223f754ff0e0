"""What a doctor enters most, and what is pinned: offered first in the entry boxes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from app.audit.trail import note
from app.claims.habits.errors import NoSuchCode, TooManyPinned
from app.claims.habits.models import DIAGNOSIS, SERVICE, DoctorFavourite
from app.claims.models import Claim, ClaimDiagnosis, ClaimLine
from app.contracts.models import Service
from app.kernel.clock import today
from app.kernel.db import db
from app.practitioners.queries import practitioner
from app.reference.queries import codes_by
from app.reference.systems import ICD_10_CM
from app.tenants.scope import actor_id

DIGITS = 9
MONTHS = timedelta(days=180)
LATEST = 200


def pinned(practitioner_id: UUID, kind: str) -> list[str]:
    """The codes pinned for a doctor, the oldest pin first."""
    query = (
        select(DoctorFavourite.code)
        .where(DoctorFavourite.practitioner_id == practitioner_id, DoctorFavourite.kind == kind)
        .order_by(DoctorFavourite.pinned_at, DoctorFavourite.id)
        .limit(DIGITS)
    )
    return list(db.session.scalars(query))


def entered_most(practitioner_id: UUID, kind: str, limit: int = DIGITS) -> list[str]:
    """The codes of the doctor's latest claims of the last months, the most frequent first."""
    return [code for code, _count in counted(practitioner_id, kind, limit)]


def counted(practitioner_id: UUID, kind: str, limit: int = DIGITS) -> list[tuple[str, int]]:
    """The same with how often each stood in a claim."""
    row = ClaimDiagnosis if kind == DIAGNOSIS else ClaimLine
    code: ColumnElement[str] = ClaimDiagnosis.code if kind == DIAGNOSIS else ClaimLine.local_code  # type: ignore[assignment]
    latest = _latest(practitioner_id, today() - MONTHS)
    often = func.count(func.distinct(row.claim_id))
    query = (
        select(code, often)
        .where(row.claim_id.in_(latest))
        .group_by(code)
        .order_by(often.desc(), code)
        .limit(limit)
    )
    return [(found, count) for found, count in db.session.execute(query)]


def _latest(practitioner_id: UUID, first: date) -> Select[UUID]:
    return (
        select(Claim.id)
        .where(Claim.practitioner_id == practitioner_id, Claim.service_date >= first)
        .order_by(Claim.service_date.desc(), Claim.id.desc())
        .limit(LATEST)
    )


def first_offered(practitioner_id: UUID, kind: str) -> list[str]:
    """Pinned codes, then the ones entered most."""
    pins = pinned(practitioner_id, kind)
    return list(dict.fromkeys([*pins, *entered_most(practitioner_id, kind)]))


def pin(practitioner_id: UUID, kind: str, code: str) -> None:
    """Offer a code first from now on; pinning twice changes nothing.

    Raises NotFound, NoSuchCode, TooManyPinned.
    """
    practitioner(practitioner_id)
    found = _known(kind, code)
    pins = pinned(practitioner_id, kind)
    if found in pins:
        return
    if len(pins) >= DIGITS:
        raise TooManyPinned
    row = DoctorFavourite(
        practitioner_id=practitioner_id, kind=kind, code=found, pinned_by=actor_id()
    )
    db.session.add(row)
    db.session.flush()
    note("favourite.pinned", "practitioner", practitioner_id, kind=kind, code=found)


def unpin(practitioner_id: UUID, kind: str, code: str) -> None:
    """Let a code take its place by use again; what is not pinned stays so."""
    query = select(DoctorFavourite).where(
        DoctorFavourite.practitioner_id == practitioner_id,
        DoctorFavourite.kind == kind,
        DoctorFavourite.code == code,
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        return
    db.session.delete(row)
    db.session.flush()
    note("favourite.unpinned", "practitioner", practitioner_id, kind=kind, code=code)


def _known(kind: str, code: str) -> str:
    """The code as its list spells it; raises NoSuchCode."""
    if kind == DIAGNOSIS:
        known = codes_by(ICD_10_CM, [code]).get(code)
        if known is not None and known.billable:
            return known.code
    elif found := known_services([code, code.upper()]):
        return next(iter(found))
    raise NoSuchCode(code=code)


def known_services(codes: Sequence[str]) -> dict[str, Service]:
    """The clinic's services among these local codes."""
    query = select(Service).where(Service.local_code.in_(set(codes)))
    return {one.local_code: one for one in db.session.scalars(query)}


__all__ = [
    "DIAGNOSIS", "SERVICE", "counted", "entered_most", "first_offered", "known_services", "pin", "pinned", "unpin",
]  # fmt: skip
