"""The week: patients come, are checked, claims go out, answers come back. All through the real verbs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from uuid import UUID

from sqlalchemy import select

from app.access.models import Membership, User
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.queries import PricedService, priced_services
from app.demo import (
    answers,
    applying,
    approvals,
    counter,
    customers,
    habits,
    line,
    money,
    month,
    operators,
    rulebook,
    selling,
    setting,
    shelves,
)  # fmt: skip
from app.demo.people import PATIENTS, VISITS, Person
from app.eligibility import service as eligibility
from app.kernel import clock
from app.kernel.db import db
from app.patients import service as patients
from app.patients.models import Patient
from app.patients.queries import find_by_document, policies_on
from app.patients.values import CIVIL_ID, NewDocument, NewPatient, NewPolicy
from app.practitioners.queries import practitioners
from app.reference.queries import payer_by_licence
from app.tenants.queries import all_tenant_ids, facilities, tenant
from app.tenants.scope import find, in_tenant

WEEKEND = {4, 5}  # Friday and Saturday
DAYS = 7
VISITS_A_DAY = 6
FIRST_VISIT = time(8, 20)
MINUTES_APART = 25
# The diagnoses of a visit, the first one principal, and the kinds of services that follow.
Visit = tuple[tuple[str, ...], tuple[str, ...]]
DICE = random.Random(20261122)


def play() -> bool:
    """Set the stage and play the week once; False when it was played already."""
    operators.seat()
    if _played_already():
        return False
    begins = clock.today() - timedelta(days=365)
    setting.load_lists(begins)
    noor = setting.open_clinic(
        "noor", "Noor Clinic", "عيادة النور", ("Al Khuwair", "الخوير"), begins
    )
    setting.open_clinic("seeb", "Seeb Clinic", "عيادة السيب", ("Al Seeb", "السيب"), begins)
    wadi = setting.open_pharmacy("wadi", "Wadi Pharmacy", "صيدلية الوادي", ("Ruwi", "روي"), begins)
    selling.sell((noor, wadi))
    with in_tenant(wadi):
        khalid = _person("pharmacist")
    shelves.fill(wadi, khalid, begins)
    with in_tenant(noor):
        maryam, officer = _person("receptionist"), _person("claims_officer")
    _register_everybody(noor, maryam, PATIENTS)
    _play_days(noor, maryam, officer)
    money.pay(noor, officer, maryam)
    answers.play(noor, officer, line.answer)
    approvals.play(noor, maryam, line.answer)
    _leave_a_draft(noor, maryam)
    habits.keep(noor, officer)
    rulebook.write_rules(noor, officer)
    _register_everybody(wadi, khalid, customers.PEOPLE)
    counter.play(wadi, khalid, list(_working_days()), line.answer)
    applying.play()
    return True


def _play_days(tenant_id: UUID, desk: UUID, officer: UUID) -> None:
    """Each visit sends its claim; only those of the last whole day wait for the evening and leave together."""
    visits, people = cycle(VISITS), cycle(PATIENTS)
    days = list(_working_days())
    together = max(day for day in days if day < clock.today())
    for day in days:
        for place in range(VISITS_A_DAY):
            begin = datetime.combine(day, FIRST_VISIT, clock.MUSCAT)
            moment = begin + timedelta(minutes=MINUTES_APART * place)
            if moment >= clock.now():
                continue
            entered = _visit(tenant_id, desk, next(people), next(visits), moment)
            if day != together:
                _send(tenant_id, desk, entered, moment + timedelta(minutes=14))
        if day == together:
            month.send(tenant_id, officer, day, line.answer)


def _played_already() -> bool:
    for tenant_id in all_tenant_ids():
        with in_tenant(tenant_id):
            if tenant().provider_licence == "DEMO-P-NOOR":
                return True
    return False


def _working_days() -> Iterator[date]:
    for back in range(DAYS, -1, -1):
        day = clock.today() - timedelta(days=back)
        if day.weekday() not in WEEKEND:
            yield day


def _person(role: str) -> UUID:
    query = select(User.id).join(Membership, Membership.user_id == User.id)
    return db.session.scalars(query.where(Membership.role == role)).first()  # type: ignore[return-value]


def _register_everybody(tenant_id: UUID, by: UUID, people: Sequence[Person]) -> None:
    with in_tenant(tenant_id, by):
        for place, one in enumerate(people):
            arrived = clock.now() - timedelta(days=60 - place, hours=place % 5)
            with clock.telling(arrived):
                _register(one)
        db.session.commit()


def _register(one: Person) -> None:
    payer = payer_by_licence(one.payer)
    if payer is None:
        raise LookupError(one.payer)
    patients.register(
        NewPatient(
            name_en=one.name_en,
            name_ar=one.name_ar,
            birth_date=one.born,
            sex=one.sex,
            phone=f"+968{one.phone}",
            document=NewDocument(kind=CIVIL_ID, number=one.civil_id),
            policy=NewPolicy(
                payer_id=payer.id,
                valid_from=clock.today() - timedelta(days=200),
                valid_to=clock.today() + timedelta(days=165),
                member_number=f"M-{one.civil_id}" if one.payer == "DEMO-ALPHA" else "",
                plan_name="Unified policy",
                copay_percent=Decimal(10),
                copay_max=Decimal("3.000"),
            ),
        ),
        sure=True,
    )


@dataclass(frozen=True)
class Arrival:
    """Somebody at the desk: who, under which policy, and the answer to the question of cover."""

    patient_id: UUID
    payer_id: UUID
    policy_id: UUID
    check_id: UUID
    day: date


def _visit(tenant_id: UUID, by: UUID, one: Person, visit: Visit, moment: datetime) -> UUID:
    """Eligibility and claim, each in its own minute of that day; the claim's id."""
    with in_tenant(tenant_id, by), clock.telling(moment):
        arrival = _arrive(one, moment.date())
        db.session.commit()
    line.answer(tenant_id, moment + timedelta(seconds=2))
    with in_tenant(tenant_id, by), clock.telling(moment + timedelta(minutes=14)):
        claim_id = _enter(arrival, visit).id
        db.session.commit()
    return claim_id


def _send(tenant_id: UUID, by: UUID, claim_id: UUID, moment: datetime) -> None:
    """A claim leaves by itself, if nothing blocks it, and is answered."""
    with in_tenant(tenant_id, by), clock.telling(moment):
        claim = find(Claim, claim_id)
        findings = claims.check(claim.id)
        if not any(finding.severity == "block" for finding in findings):
            claims.submit(claim.id, claim.version)
        db.session.commit()
    line.answer(tenant_id, moment + timedelta(seconds=3))
    line.answer(tenant_id, moment + timedelta(minutes=7), polls=True)


def _arrive(one: Person, day: date) -> Arrival:
    """The card is read and the insurer is asked."""
    patient = find_by_document(one.civil_id)
    if patient is None:
        raise LookupError(one.civil_id)
    policy = policies_on(patient.id, day)[0]
    check = eligibility.ask(patient.id, policy.payer_id, day)
    return Arrival(patient.id, policy.payer_id, policy.id, check.id, day)


def _enter(arrival: Arrival, visit: Visit) -> Claim:
    """The claim of a visit as the receptionist types it."""
    codes, kinds = visit
    doctor = DICE.choice(practitioners(active_on=arrival.day))
    claim = claims.start_draft(
        claims.NewClaim(
            patient_id=arrival.patient_id,
            payer_id=arrival.payer_id,
            policy_id=arrival.policy_id,
            facility_id=facilities()[0].id,
            service_date=arrival.day,
            practitioner_id=doctor.id,
            eligibility_check_id=arrival.check_id,
        )
    )
    services = _services(arrival.payer_id, arrival.day, kinds)
    draft = ClaimDraft(
        patient_id=arrival.patient_id,
        policy_id=arrival.policy_id,
        practitioner_id=doctor.id,
        facility_id=claim.facility_id,
        service_date=arrival.day,
        eligibility_check_id=arrival.check_id,
        diagnoses=tuple(
            DiagnosisDraft(sequence=n, code=code, kind="principal" if n == 1 else "secondary")
            for n, code in enumerate(codes, 1)
        ),
        lines=tuple(_line(n, service, arrival.day) for n, service in enumerate(services, 1)),
    )
    return claims.save_draft(claim.id, draft, claim.version)


def _services(payer_id: UUID, day: date, kinds: tuple[str, ...]) -> list[PricedService]:
    """One service of each kind; the same kind twice gives two different ones."""
    chosen: list[PricedService] = []
    for kind in kinds:
        free = [
            s
            for s in priced_services(payer_id, day)
            if s.category == kind and s.mapped and s not in chosen
        ]
        if free:
            chosen.append(free[0] if kind == "consultation" else DICE.choice(free[:6]))
    return chosen


def _line(sequence: int, service: PricedService, day: date) -> LineDraft:
    return LineDraft(
        sequence=sequence,
        service_id=service.service_id,
        local_code=service.local_code,
        service_date=day,
        quantity=Decimal(1),
        unit_price=service.unit_price,
        vat_category=service.vat_category,
        pointers=(1,),
    )


def _leave_a_draft(tenant_id: UUID, by: UUID) -> None:
    """Somebody is always in the middle of something."""
    with in_tenant(tenant_id, by):
        patient = db.session.scalars(select(Patient).order_by(Patient.file_number).limit(1)).one()
        policy = policies_on(patient.id, clock.today())[0]
        claims.start_draft(
            claims.NewClaim(
                patient_id=patient.id,
                payer_id=policy.payer_id,
                policy_id=policy.id,
                facility_id=facilities()[0].id,
                service_date=clock.today(),
            )
        )
        db.session.commit()
