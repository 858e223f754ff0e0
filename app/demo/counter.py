"""The pharmacy's week at its counter: papers, supplies, claims, approvals, an outage, a recall. All by the real verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from app.claims.starting import usual_practitioner
from app.demo.customers import (
    DEPOSIT,
    GUESS,
    LEAVE,
    PART,
    PRESCRIBERS,
    QUEUE,
    RETURN,
    SERVE,
    SWAP,
    WEEK,
    Ordered,
    Visit,
)
from app.eligibility import service as eligibility
from app.kernel import clock
from app.kernel.db import db
from app.patients.models import Patient
from app.patients.queries import find_by_document
from app.pharmacy.dispensing import asking, service
from app.pharmacy.dispensing.cover import cover_on
from app.pharmacy.dispensing.gathering import Counter, LineAtCounter, at_counter
from app.pharmacy.dispensing.models import Dispense, DispenseBatch, DispenseLine
from app.pharmacy.dispensing.values import Pass, SupplyDraft, SupplyLine
from app.pharmacy.prescriptions import queries as papers
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.service import NewLine, NewPrescription
from app.pharmacy.stock.models import StockBatch
from app.pharmacy.stock.service import recall
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant

MORNING, NOON, EVENING = time(9, 5), time(9, 50), time(18, 30)
RECALLED = "RX-033"
WHY = "Spoke with the prescriber: the patient has taken both before."
ONE = Decimal(1)


def play(tenant_id: UUID, by: UUID, days: list[date], answer: Callable[..., None]) -> None:
    """A week over the working days, the last of which is today; ends with a recall and its call list. Commits."""
    for ago, visits in groupby(WEEK, key=lambda one: one.ago):
        _day(tenant_id, by, days[-1 - ago], list(visits), answer)
    with in_tenant(tenant_id, by), clock.telling(_at(days[-2], EVENING)):
        handed_out = (
            select(StockBatch)
            .join(DispenseBatch, DispenseBatch.batch_id == StockBatch.id)
            .join(DispenseLine, DispenseLine.id == DispenseBatch.dispense_line_id)
            .where(DispenseLine.local_code == RECALLED)
        )
        held = db.session.scalars(handed_out.order_by(StockBatch.expires_on).limit(1)).one()
        recall(held.medicine_id, held.lot, "manufacturer")
        db.session.commit()
    answer(tenant_id, clock.now() - timedelta(minutes=1), polls=True)


def _at(day: date, hour: time) -> datetime:
    """The hour of that day, unless it has not come yet."""
    return min(datetime.combine(day, hour, clock.MUSCAT), clock.now() - timedelta(minutes=2))


def _day(
    tenant_id: UUID, by: UUID, day: date, visits: list[Visit], answer: Callable[..., None]
) -> None:  # fmt: skip
    """Cover is asked as the customers come, claims and requests leave, and the evening brings what pended."""
    with in_tenant(tenant_id, by), clock.telling(_at(day, MORNING)):
        for one in visits:
            _arrive(one)
        db.session.commit()
    answer(tenant_id, _at(day, MORNING) + timedelta(seconds=3))
    with in_tenant(tenant_id, by):
        for place, one in enumerate(visits):
            with clock.telling(_at(day, NOON) + timedelta(seconds=4 * place)):
                _serve(one, by)
        db.session.commit()
    answer(tenant_id, _at(day, NOON) + timedelta(minutes=1), polls=True)
    with in_tenant(tenant_id, by), clock.telling(_at(day, EVENING)):
        for one in visits:
            _settle(one)
        db.session.commit()


def _arrive(one: Visit) -> None:
    """The card is read; where the line is down nobody can be asked."""
    if one.then != GUESS:
        _ask_for_cover(_patient(one))


def _ask_for_cover(patient: Patient) -> None:
    policy = cover_on(patient.id, clock.today()).policy
    if policy is not None:
        eligibility.ask(patient.id, policy.payer_id)


def _serve(one: Visit, by: UUID) -> None:
    """At the counter: the paper goes on file, and what the customer came for happens."""
    paper = _paper(one)
    if one.then == LEAVE:
        return
    branch = next(house.id for house in facilities() if house.licence_number == "DEMO-F-WADI")
    counter = at_counter(paper, branch, clock.today())
    pharmacist = usual_practitioner(by, clock.today())
    if one.then == QUEUE:
        asked = SupplyDraft(facility_id=branch, lines=(), practitioner_id=pharmacist)
        asking.queue(paper.id, asked, paper.version)
        return
    draft = SupplyDraft(
        facility_id=branch,
        lines=tuple(WISHES.get(one.then, _all)(at) for at in counter.lines),
        passes=_passes(counter),
        practitioner_id=pharmacist,
        provisional=one.then == GUESS,
        consent=one.then == GUESS,
        deposit=DEPOSIT,
    )
    service.supply(paper.id, draft, paper.version)


def _paper(one: Visit) -> Prescription:
    """The paper of the visit on file; without one, the paper of an earlier visit."""
    patient = _patient(one)
    if not one.lines:
        return papers.open_of_person(patient.id, clock.today())[0]
    name, licence = PRESCRIBERS[one.ago % len(PRESCRIBERS)]
    return prescriptions.enter(
        NewPrescription(
            patient_id=patient.id,
            prescriber_name=name,
            prescriber_licence=licence,
            diagnosis_code=one.diagnosis,
            written_on=clock.today(),
            expires_on=clock.today() + timedelta(days=30),
            lines=tuple(_line(line) for line in one.lines),
        )
    )


def _line(ordered: Ordered) -> NewLine:
    return NewLine(
        local_code=ordered.code,
        quantity=Decimal(ordered.packs),
        dose=Decimal(ordered.dose),
        times_a_day=Decimal(ordered.times),
        days=ordered.days,
        directions=ordered.directions,
    )


def _all(at: LineAtCounter) -> SupplyLine:
    """What is usually handed out; what no insurer pays is paid in cash."""
    against = at.prescribed.against not in {"", "unasked"}
    return SupplyLine(line_id=at.line.id, quantity=at.suggested, cash=against)


def _part(at: LineAtCounter) -> SupplyLine:
    """One pack now, the rest is owed."""
    return SupplyLine(line_id=at.line.id, quantity=ONE, owe=at.line.item.left - ONE)


def _swap(at: LineAtCounter) -> SupplyLine:
    """The other brand, which costs the patient less."""
    other = at.others[0]
    return SupplyLine(
        line_id=at.line.id, quantity=ONE, service_id=other.service_id, substitution_reason="cheaper"
    )  # fmt: skip


WISHES = {PART: _part, SERVE: _part, SWAP: _swap}


def _passes(counter: Counter) -> dict[str, Pass]:
    """A reason for every alert that asks for one."""
    return {
        one.fingerprint: Pass(reason="known_and_tolerated", words=WHY)
        for one in counter.alerts
        if one.stops
    }


def _patient(one: Visit) -> Patient:
    found = find_by_document(one.civil_id)
    if found is None:
        raise LookupError(one.civil_id)
    return found


def _settle(one: Visit) -> None:
    """In the evening: what was not collected comes back, and the insurer is asked about the outage."""
    patient = _patient(one)
    if one.then == RETURN:
        latest = select(Dispense.id).where(Dispense.patient_id == patient.id)
        newest = db.session.scalars(latest.order_by(Dispense.supplied_at.desc())).first()
        if newest is not None:
            service.reverse(newest, "not_collected")
    if one.then == GUESS:
        _ask_for_cover(patient)
