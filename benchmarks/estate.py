"""The databases of a run: one, ten and a hundred clinics, and one beside a clinic of very many claims."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.config import Settings, load
from app.exchange.lanes import lane_for
from app.exchange.messages import CLAIMS
from app.kernel.db import db
from app.patients.models import Policy
from app.tenants.scope import in_tenant
from benchmarks import bulk, clinics
from benchmarks.bulk import Draft
from benchmarks.clinics import Clinic, SignedIn
from benchmarks.installation import BLANK, Installation

ONE, TEN, HUNDRED, LARGE = "one", "ten", "hundred", "large"


Member = tuple[Clinic, SignedIn]


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    tenants: int
    rounds: int
    history: int
    large_history: int
    first_people: int
    people: int
    drafts: int
    first_drafts: int
    submits: int
    ceiling_submits: int
    listings: int
    questions: int


FULL = Size(
    tenants=100, rounds=4, history=1000, large_history=100_000, first_people=36, people=10,
    first_drafts=2900, drafts=400, submits=120, ceiling_submits=240, listings=160, questions=30,
)  # fmt: skip
QUICK = Size(
    tenants=20, rounds=2, history=1000, large_history=100_000, first_people=13, people=4,
    first_drafts=1050, drafts=130, submits=80, ceiling_submits=160, listings=80, questions=10,
)  # fmt: skip
# Clinics beyond the first ten only have to be there and to work now and then.
FEW_PEOPLE, FEW_DRAFTS, FEW = 4, 12, 10


class Estate:
    """One database with its clinics, who is signed in there, and what waits to be sent."""

    def __init__(self, installation: Installation, name: str, members: list[Member]) -> None:
        self.installation = installation
        self.name = name
        self.clinics = [clinic for clinic, _ in members]
        self.signed_in = [who for _, who in members]
        self.settings: Settings = load(installation.settings(name))
        self.address = installation.cluster.url(name)
        bulk.tidy(self.address)
        self.drafts = [bulk.drafts_of(self.address, one) for one in self.clinics]

    def tidy(self) -> None:
        """After many rows came in at once."""
        bulk.tidy(self.address)

    def payer_of(self, place: int) -> UUID:
        """The first insurer of the clinic at this place; judged claims it has none until some are planted."""
        with psycopg.connect(self.address) as connection:
            query = "SELECT payer_id FROM policies WHERE tenant_id = %s ORDER BY payer_id LIMIT 1"
            row = connection.execute(query, [self.clinics[place].tenant_id]).fetchone()
        assert row is not None
        return UUID(str(row[0]))

    def app(self) -> Flask:
        """The application on this database, in this process."""
        return create_app(self.settings)

    def take(self, place: int, *, last: bool = False) -> Draft:
        """A draft of the clinic at this place that nobody took yet."""
        return self.drafts[place].pop(-1 if last else 0)


def build(installation: Installation, size: Size, wanted: Collection[str]) -> dict[str, Estate]:
    """The databases wanted, each grown from a copy of a smaller one."""
    members: dict[str, list[Member]] = {BLANK: []}
    for name, (source, numbers) in _family(size).items():
        if name == ONE or name in wanted or (name == TEN and HUNDRED in wanted):
            installation.copy(source, name)
            members[name] = members[source] + _grow(installation, name, size, numbers)
    return {name: Estate(installation, name, members[name]) for name in wanted}


def _family(size: Size) -> dict[str, tuple[str, range]]:
    """Which database grows from which, and by which clinics."""
    return {
        ONE: (BLANK, range(1, 2)),
        TEN: (ONE, range(2, FEW + 1)),
        LARGE: (ONE, range(2, 3)),
        HUNDRED: (TEN, range(FEW + 1, size.tenants + 1)),
    }


def _grow(installation: Installation, name: str, size: Size, numbers: range) -> list[Member]:
    settings = load(installation.settings(name))
    app = create_app(settings)
    found = []
    with app.app_context():
        if name == ONE:
            clinics.lay_foundations()
        for number in numbers:
            clinic = clinics.open_clinic(number, _people(name, number, size))
            make_lanes(clinic)
            found.append((clinic, clinics.sign_in(settings, clinic)))
        db.session.remove()
        db.engine.dispose()
    for number, (clinic, _) in zip(numbers, found, strict=True):
        bulk.fill(installation.cluster.url(name), clinic, **_amounts(name, number, size))
    return found


def _people(name: str, number: int, size: Size) -> int:
    if number == 1:
        return size.first_people
    return size.people if number <= FEW and name != LARGE else FEW_PEOPLE


def _amounts(name: str, number: int, size: Size) -> dict[str, int]:
    if name == LARGE:
        return {"history": size.large_history, "drafts": 0}
    drafts = size.first_drafts if number == 1 else size.drafts if number <= FEW else FEW_DRAFTS
    return {"history": size.history, "drafts": drafts}


def make_lanes(clinic: Clinic) -> None:
    """The lanes that a clinic's first messages would make. Commits."""
    with in_tenant(clinic.tenant_id, clinic.user_id):
        for payer_id in set(db.session.scalars(select(Policy.payer_id))):
            lane_for(payer_id, CLAIMS)
        db.session.commit()


def lane_of(connection: psycopg.Connection[Any], clinic: Clinic, payer_id: UUID) -> UUID:
    """The lane of the clinic's claims to this payer."""
    query = "SELECT id FROM lanes WHERE tenant_id = %s AND payer_id = %s AND stream = 'claims'"
    row = connection.execute(query, [clinic.tenant_id, payer_id]).fetchone()
    assert row is not None
    return row[0]
