"""The oddest claims of a day: those whose total is far from what such a visit comes to at this clinic."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select

from app.claims.models import Claim, ClaimDiagnosis
from app.claims.states import CANCELLED
from app.kernel.db import db
from app.kernel.money import ZERO, round_baisa
from app.patients.models import Patient
from app.reference.models import Payer

SHOWN = 5
# What is usual is learned from so many days before, and from so many visits at least.
LOOK_BACK, FEWEST = timedelta(days=90), 5
# Half as much again, or two thirds of it: nearer totals are nothing to look at.
FAR = Decimal("1.5")
BY_DIAGNOSIS, BY_KIND = "diagnosis", "kind"


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What such visits come to: their median in OMR, and how many there were."""

    amount: Decimal
    visits: int


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A claim, what is usual, after which likeness, and how many times as much or as little it asks."""

    claim: Any
    usual: Usual
    like: str
    times: Decimal

    @property
    def is_dear(self) -> bool:
        """Whether it asks for more than usual."""
        return bool(self.claim.net > self.usual.amount)


def oddest(day: date) -> list[Odd]:
    """The claims of a day of service that are farthest from the usual, at most five; the oddest first.

    The same principal diagnosis is the measure, and where it is too rare the kind of visit.
    """
    claims = _of_day(day)
    by_code = _usual(day, ClaimDiagnosis.code, {one.code for one in claims})
    by_kind = _usual(day, Claim.kind, {one.kind for one in claims})
    found = []
    for one in claims:
        like = BY_DIAGNOSIS if (one.kind, one.code) in by_code else BY_KIND
        usual = by_code.get((one.kind, one.code)) or by_kind.get((one.kind, one.kind))
        if usual and (times := how_far(one.net, usual.amount)) >= FAR:
            found.append(Odd(claim=one, usual=usual, like=like, times=times))
    return sorted(found, key=lambda one: (-one.times, one.claim.number))[:SHOWN]


def how_far(amount: Decimal, usual: Decimal) -> Decimal:
    """How many times as much, or as little, as usual; to a tenth. 0 where either is nothing."""
    if amount <= ZERO or usual <= ZERO:
        return ZERO
    return (max(amount, usual) / min(amount, usual)).quantize(Decimal("0.1"))


def _of_day(day: date) -> list[Any]:
    query = (
        select(
            Claim.id, Claim.number, Claim.kind, Claim.status, Claim.net, ClaimDiagnosis.code,
            Patient.name_en.label("patient_en"), Patient.name_ar.label("patient_ar"),
            Payer.name_en.label("payer_en"), Payer.name_ar.label("payer_ar"),
        )
        .join(ClaimDiagnosis, _principal())
        .join(Patient, and_(Patient.tenant_id == Claim.tenant_id, Patient.id == Claim.patient_id))
        .join(Payer, Payer.id == Claim.payer_id)
        .where(Claim.service_date == day, Claim.status != CANCELLED, Claim.related_claim_id.is_(None))
    )  # fmt: skip
    return list(db.session.execute(query))


def _principal() -> Any:
    return and_(
        ClaimDiagnosis.tenant_id == Claim.tenant_id,
        ClaimDiagnosis.claim_id == Claim.id,
        ClaimDiagnosis.kind == "principal",
    )


def _usual(day: date, likeness: Any, wanted: Collection[str]) -> dict[tuple[str, str], Usual]:
    """(kind of visit, likeness) -> what such visits of the days before came to."""
    if not wanted:
        return {}
    query = (
        select(Claim.kind, likeness, func.percentile_cont(0.5).within_group(Claim.net), func.count())
        .join(ClaimDiagnosis, _principal())
        .where(
            Claim.service_date.between(day - LOOK_BACK, day - timedelta(days=1)),
            Claim.attempts > 0, Claim.status != CANCELLED, Claim.related_claim_id.is_(None), likeness.in_(wanted),
        )
        .group_by(Claim.kind, likeness)
        .having(func.count() >= FEWEST)
    )  # fmt: skip
    return {
        (kind, like): Usual(amount=round_baisa(Decimal(str(median))), visits=visits)
        for kind, like, median, visits in db.session.execute(query)
    }
