"""The databases of a run: one, ten and a hundred clinics, and one beside a clinic of very many claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    tenants: int
    rounds: int
    history: int
    large_history: int
    people: int
    drafts: int
    first_drafts: int
    submits: int
    ceiling_submits: int
    listings: int
    questions: int


FULL = Size(
    tenants=100, rounds=5, history=1000, large_history=100_000, people=20, drafts=520,
    first_drafts=3000, submits=160, ceiling_submits=320, listings=200, questions=30,
)  # fmt: skip
QUICK = Size(
    tenants=20, rounds=2, history=1000, large_history=100_000, people=10, drafts=110,
    first_drafts=700, submits=80, ceiling_submits=160, listings=100, questions=10,
)  # fmt: skip
# Clinics beyond the first ten only have to be there and to work now and then.
FEW_PEOPLE, FEW_DRAFTS, FEW = 2, 12, 10


class Estate:
    """One database with its clinics, who is signed in there, and what waits to be sent."""

    def __init__(self, installation: Installation, name: str, clinics: Iterable[Clinic]) -> None:
        self.installation = installation
        self.name = name
        self.clinics = list(clinics)
        self.settings: Settings = load(installation.settings(name))
        self.address = installation.cluster.url(name)
        self.signed_in: list[SignedIn] = []
        self.drafts: list[list[Draft]] = []

    def app(self) -> Flask:
        """The application on this database, in this process."""
        return create_app(self.settings)

    def get_ready(self) -> None:
        """Tidy up, sign everybody in, look up what waits."""
        bulk.tidy(self.address)
        app = self.app()
        with app.app_context():
            self.signed_in = [clinics.sign_in(self.settings, one) for one in self.clinics]
            db.engine.dispose()
        self.drafts = [bulk.drafts_of(self.address, one) for one in self.clinics]

    def take(self, place: int, *, last: bool = False) -> Draft:
        """A draft of the clinic at this place that nobody took yet."""
        return self.drafts[place].pop(-1 if last else 0)


def build(installation: Installation, size: Size) -> dict[str, Estate]:
    """All four databases, each grown from a copy of a smaller one."""
    installation.copy(BLANK, ONE)
    first = _grow(installation, ONE, size, range(1, 2), foundations=True)
    for name in (TEN, LARGE):
        installation.copy(ONE, name)
    ten = first + _grow(installation, TEN, size, range(2, FEW + 1))
    installation.copy(TEN, HUNDRED)
    hundred = ten + _grow(installation, HUNDRED, size, range(FEW + 1, size.tenants + 1))
    large = first + _grow(installation, LARGE, size, range(2, 3))
    known = {ONE: first, TEN: ten, HUNDRED: hundred, LARGE: large}
    estates = {name: Estate(installation, name, found) for name, found in known.items()}
    for estate in estates.values():
        estate.get_ready()
    return estates


def _grow(
    installation: Installation, name: str, size: Size, numbers: range, *, foundations: bool = False
) -> list[Clinic]:
    app = create_app(load(installation.settings(name)))
    found = []
    with app.app_context():
        if foundations:
            clinics.lay_foundations()
        for number in numbers:
            people = size.people if number <= FEW and name != LARGE else FEW_PEOPLE
            clinic = clinics.open_clinic(number, people)
            make_lanes(clinic)
            found.append(clinic)
        db.session.remove()
        db.engine.dispose()
    for number, clinic in zip(numbers, found, strict=True):
        bulk.fill(installation.cluster.url(name), clinic, **_amounts(name, number, size))
    return found


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


def lanes_of(clinic: Clinic) -> dict[Any, Any]:
    """Payer -> the lane of the clinic's claims."""
    with in_tenant(clinic.tenant_id, clinic.user_id):
        payers = set(db.session.scalars(select(Policy.payer_id)))
        found = {payer_id: lane_for(payer_id, CLAIMS).id for payer_id in payers}
        db.session.rollback()
    return found
