"""Approvals of the demo's last days: rules, sentences, and a few requests that were answered differently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.approvals import requirements, sentences
from app.approvals import service as approvals
from app.approvals.models import Approval
from app.approvals.requirements import NewRequirement
from app.approvals.service import NewRequest
from app.approvals.values import DiagnosisAsked, LineAsked, RequestDraft
from app.contracts.queries import PricedService, priced_services
from app.eligibility import service as eligibility
from app.kernel import clock
from app.kernel.db import db
from app.patients.models import Patient, Policy
from app.patients.queries import policies_on
from app.practitioners.queries import practitioners
from app.reference.queries import payer_by_licence
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant

# The exchange answers at a moment of the story; with polls it also hands over what waits.
Answer = Callable[..., None]
SENTENCES = (
    (
        "Six weeks of conservative treatment brought no relief.",
        "لم تُجدِ ستة أسابيع من العلاج التحفظي.",
    ),
    ("The result decides between two treatments.", "تحدد النتيجة أحد علاجين."),
    ("Control after a change of treatment.", "متابعة بعد تغيير العلاج."),
)
# payer, category, units, the sentence that justifies it
ASKED = (
    ("DEMO-ALPHA", "imaging", 1, 0),
    ("DEMO-ALPHA", "laboratory", 6, 2),
    ("DEMO-BETA", "imaging", 1, 1),
    ("DEMO-GAMMA", "laboratory", 4, 2),
    ("DEMO-GAMMA", "imaging", 2, 0),
)


def play(tenant_id: UUID, by: UUID, answer: Answer) -> None:
    """Rules and sentences first; then each request on its own morning, answered by the exchange."""
    with in_tenant(tenant_id, by):
        library = [sentences.add(*words).id for words in SENTENCES]
        _keep_rules()
        db.session.commit()
    for place, (licence, category, units, sentence) in enumerate(ASKED):
        day = clock.today() - timedelta(days=1 + place % 3)
        moment = datetime.combine(day, time(9, 10 + 7 * place), clock.MUSCAT)
        with in_tenant(tenant_id, by), clock.telling(moment - timedelta(minutes=2)):
            _ask_for_cover(licence)
            db.session.commit()
        answer(tenant_id, moment - timedelta(minutes=1))
        with in_tenant(tenant_id, by), clock.telling(moment):
            one = _request(licence, category, units, library[sentence])
            if one is not None:
                approvals.submit(one.id, one.version)
            db.session.commit()
        answer(tenant_id, moment + timedelta(seconds=4))
        answer(tenant_id, moment + timedelta(minutes=18), polls=True)
    with in_tenant(tenant_id, by):
        _request("DEMO-ALPHA", "imaging", 1, library[1])
        db.session.commit()


def _keep_rules() -> None:
    begins = clock.today() - timedelta(days=200)
    for licence in ("DEMO-ALPHA", "DEMO-BETA", "DEMO-GAMMA"):
        payer = payer_by_licence(licence)
        if payer is not None:
            requirements.add(
                NewRequirement(
                    payer_id=payer.id,
                    scope="everything",
                    level="above",
                    valid_from=begins,
                    threshold=Decimal("100.000"),
                    note="Unified policy",
                )
            )


def _request(licence: str, category: str, units: int, sentence: UUID) -> Approval | None:
    """A draft for the first patient of this payer; None where the list holds no such service."""
    held, service = _policy(licence), _service(licence, category)
    if held is None or service is None:
        return None
    doctor, branch, day = practitioners(active_on=clock.today())[0], facilities()[0], clock.today()
    one = approvals.start(
        NewRequest(
            patient_id=held.patient_id,
            policy_id=held.id,
            facility_id=branch.id,
            kind="professional",
            service_from=day,
            practitioner_id=doctor.id,
        )
    )
    draft = RequestDraft(
        kind="professional",
        priority="normal",
        policy_id=held.id,
        practitioner_id=doctor.id,
        facility_id=branch.id,
        service_from=day,
        service_to=day + timedelta(days=21),
        sentences=(sentence,),
        diagnoses=(DiagnosisAsked(sequence=1, code="M54.50"),),
        lines=(LineAsked(sequence=1, local_code=service.local_code, units=Decimal(units)),),
    )
    return approvals.save(one.id, draft, one.version)


def _ask_for_cover(licence: str) -> None:
    """As at the desk: the answer brings the member number that the request will carry."""
    held = _policy(licence)
    if held is not None:
        eligibility.ask(held.patient_id, held.payer_id)


def _policy(licence: str) -> Policy | None:
    payer = payer_by_licence(licence)
    people = db.session.scalars(select(Patient).order_by(Patient.file_number)).all()
    held = (one for person in people for one in policies_on(person.id, clock.today()))
    return next((one for one in held if payer and one.payer_id == payer.id), None)


def _service(licence: str, category: str) -> PricedService | None:
    payer = payer_by_licence(licence)
    listed = priced_services(payer.id, clock.today()) if payer else []
    return next((one for one in listed if one.category == category and one.mapped), None)
