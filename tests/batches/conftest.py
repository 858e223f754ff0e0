"""A month of drafts at Noor Clinic, and short ways to send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from app.batches import running, service
from app.batches.models import Batch
from app.batches.values import Expected, Sum
from app.claims.models import Claim
from app.claims.queries import ClaimFilter
from app.kernel.db import db
from tests.factories import clinic as made
from tests.factories import visits

EVERYTHING = ClaimFilter()
LONGEST_MONTH = 60


@dataclass
class Month:
    """The clinic and its drafts, by id in the order of their visits."""

    practitioner_id: UUID
    payers: dict[str, UUID] = field(default_factory=dict)
    claims: list[UUID] = field(default_factory=list)


@pytest.fixture
def month(app, people, inside, clock) -> Callable[..., Month]:
    """`month(6)` is six drafts of as many people, two of each day, by turns to Alpha and Beta; committed."""
    return lambda many, **wishes: make_month(inside, many, **wishes)


def make_month(
    inside, many: int, *, who: str = "amal", payers: tuple[str, ...] = (made.ALPHA, made.BETA)
) -> Month:
    # However many: older visits are past the insurers' window and would be held back.
    days = min(many // 2, LONGEST_MONTH)
    with inside(who):
        made.load_codes()
        found = Month(made.a_practitioner())
        known = made.the_services()
        for payer in payers:
            made.a_contract(payer=payer, known=known)
            found.payers[payer] = made.payer_id(payer)
        db.session.commit()
        for n in range(many):
            patient = made.a_patient(civil_id=str(30_000_000 + n), name=f"Person {n}", phone=None)
            policy = made.a_policy(patient.id, payer=payers[n % len(payers)], member=f"MEMBER-{n}")
            claim = visits.a_draft(
                policy, found.practitioner_id, days_ago=(many - n) * days // many
            )
            found.claims.append(claim.id)
            db.session.commit()
    return found


def expected(wanted: ClaimFilter = EVERYTHING) -> Expected:
    """What a person confirms who looks at the present figures."""
    found = Sum.of(service.preflight(wanted).chosen(with_warnings=True))
    return Expected.of(found, with_warnings=True)


def start(wanted: ClaimFilter = EVERYTHING) -> UUID:
    """Start and commit; the batch's id."""
    found = service.start(wanted, expected(wanted)).id
    db.session.commit()
    return found


def drive(batch_id: UUID, drives: int = 40) -> None:
    """What a worker does with a batch until nothing moves."""
    for _ in range(drives):
        before = counted(batch_id)
        running.drive(batch_id)
        if counted(batch_id) == before:
            return


def counted(batch_id: UUID) -> list[tuple[str, int]]:
    query = db.text("SELECT status, count(*) FROM batch_items WHERE batch_id = :id GROUP BY 1 ORDER BY 1")  # fmt: skip
    found = [tuple(row) for row in db.session.execute(query, {"id": batch_id})]
    db.session.rollback()
    return found


def status(batch_id: UUID) -> str:
    db.session.expire_all()
    found = db.session.scalars(db.select(Batch.status).where(Batch.id == batch_id)).one()
    db.session.rollback()
    return found


def claim_statuses() -> dict[str, int]:
    db.session.rollback()
    query = db.select(Claim.status, db.func.count()).group_by(Claim.status)
    return dict(iter(db.session.execute(query)))


@pytest.fixture
def in_noor_as_badr(inside) -> Iterator[None]:
    """The test works in Noor Clinic's scope, as Badr, the claims officer."""
    with inside("badr"):
        yield
