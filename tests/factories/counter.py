"""A pharmacy at work: medicines with stock, agreed prices, a covered patient, a prescription from paper.

Every function works in the tenant that is in scope and flushes; the caller commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.contracts import service as contracts
from app.contracts import services
from app.contracts.models import Service
from app.contracts.service import PriceTerms
from app.eligibility import service as eligibility
from app.eligibility.models import EligibilityCheck
from app.exchange.messages import (
    HANDED_OVER,
    Benefit,
    EligibilityAnswer,
    PolicyAnswer,
    PrescriptionAnswer,
    Reply,
)
from app.exchange.messages.prescriptions import TAKEN, UNKNOWN
from app.kernel.clock import now, today
from app.kernel.db import db
from app.patients import allergies
from app.patients.models import Policy
from app.pharmacy.alerts import settings as alert_settings
from app.pharmacy.alerts.settings import NewAlertSetting
from app.pharmacy.dispensing import history as dispense_history
from app.pharmacy.dispensing import service as dispensing
from app.pharmacy.dispensing.gathering import at_counter
from app.pharmacy.dispensing.values import Pack, Pass, SupplyDraft, SupplyLine
from app.pharmacy.medicines import imports
from app.pharmacy.medicines.models import Medicine
from app.pharmacy.medicines.values import Ingredient
from app.pharmacy.prescriptions import ending, task_queries
from app.pharmacy.prescriptions import service as prescriptions
from app.pharmacy.prescriptions.models import Prescription
from app.pharmacy.prescriptions.service import NewLine, NewPrescription
from app.prescribing import service as prescribing
from app.reference.imports import Edition, ListedCode, load_list
from app.reference.systems import DEMO_DRUGS
from app.tenants.queries import facilities
from tests.factories import clinic, ordered, shelf
from tests.factories.clinic import Mark

AMOXICILLIN, GLARGINE, VITAMIN, OTHER_BRAND = "MED-AMOX", "MED-GLAR", "MED-VITD", "MED-AMOX-B"
DRUGS = (
    ListedCode(code="DEMO-MED-AMOX", display_en="Amoxicillin 500 mg", display_ar="أموكسيسيلين"),
    ListedCode(code="DEMO-MED-GLAR", display_en="Insulin glargine", display_ar="أنسولين غلارجين"),
)


UNMARKED = Mark()


@dataclass
class Shop:
    """What the tests of the counter need, by id."""

    patient_id: UUID
    policy_id: UUID
    payer_id: UUID
    facility_id: UUID
    pharmacist_id: UUID
    batches: dict[str, UUID]


def make_codes() -> None:
    """The codes of clinics and of a few invented drugs; once an installation. Commits."""
    load_list(DRUGS, Edition(system=DEMO_DRUGS, version="test", valid_from=date(2024, 1, 1)))
    clinic.make_codes()


def a_shop(mark: Mark = UNMARKED, *, approval: bool = True) -> Shop:
    """Amoxicillin in two brands, insulin that needs approval, vitamin D nobody pays for; a covered patient."""
    book = clinic.a_contract(mark)
    facility_id = facilities()[0].id
    batches = {}
    for code, changes, units, agreed, drug in (
        (AMOXICILLIN, {"name_en": mark.en("Amoxicillin 500 mg"), "name_ar": mark.ar("أموكسيسيلين")}, "30", "0.120", "DEMO-MED-AMOX"),
        (OTHER_BRAND, {"name_en": mark.en("Amoxicillin other brand"), "name_ar": mark.ar("أموكسيسيلين آخر")}, "50", "0.100", "DEMO-MED-AMOX"),
        (GLARGINE, _pen(mark), "1", "6.000", "DEMO-MED-GLAR"),
        (VITAMIN, _vitamin(mark), "40", None, None),
    ):  # fmt: skip
        medicine = shelf.a_medicine(code, **changes)
        batches[code] = shelf.received(medicine.id, lot=f"LOT-{code}", units=units)
        if agreed:
            needs = approval and code == GLARGINE
            terms = PriceTerms(unit_price=Decimal(agreed), approval_required=needs)
            contracts.set_price(book.price_list_id, medicine.service_id, terms)
            services.map_code(medicine.service_id, DEMO_DRUGS, drug, date(2025, 1, 1))
    patient = clinic.a_patient(mark)
    policy = clinic.a_policy(patient.id, mark)
    pharmacist = clinic.a_practitioner(mark, licence="DEMO-D-2001", name="Faris", arabic="فارس", role="pharmacist")  # fmt: skip
    return Shop(patient.id, policy.id, policy.payer_id, facility_id, pharmacist, batches)


def _pen(mark: Mark) -> dict[str, Any]:
    return {
        "name_en": mark.en("Insulin glargine pen"), "name_ar": mark.ar("قلم أنسولين"),
        "ingredients": (Ingredient("insulin glargine"),), "strength": "100 IU/ml", "form": "pen",
        "dose_unit": "IU", "unit": "pen", "content": Decimal(300), "pack_size": Decimal(1),
        "regulated_price": Decimal("7.000"),
    }  # fmt: skip


def _vitamin(mark: Mark) -> dict[str, Any]:
    return {
        "name_en": mark.en("Vitamin D capsule"), "name_ar": mark.ar("فيتامين د"),
        "ingredients": (Ingredient("colecalciferol"),), "strength": "1000 IU", "form": "capsule",
        "regulated_price": Decimal("0.050"),
    }  # fmt: skip


def covered(policy: Policy, verdict: bool = True, **of_medicines: Any) -> EligibilityCheck:
    """The insurer's word about today; what it says of medicines in particular."""
    check = eligibility.ask(policy.patient_id, policy.payer_id)
    answer = EligibilityAnswer(
        outcome="complete",
        policies=(
            PolicyAnswer(
                in_force=verdict, plan_name="Gold", copay_percent=Decimal(10), copay_max=Decimal(3),
                benefits=(Benefit(category="medication", **of_medicines),),
            ),
        ),
    )  # fmt: skip
    eligibility.apply_answer(
        Reply(
            message_id=check.message_id, kind="eligibility", subject_kind="eligibility_check",
            subject_id=check.id, answer=answer, received_at=now(), inbound_id=uuid4(),
        )
    )  # fmt: skip
    return check


def a_prescription(shop: Shop, *lines: tuple[str, str], **changes: Any) -> Prescription:
    """A paper of today; lines are (local code, units)."""
    ordered = lines or ((AMOXICILLIN, "21"), (GLARGINE, "3"), (VITAMIN, "30"))
    new = {
        "patient_id": shop.patient_id,
        "prescriber_name": "Dr Salim",
        "prescriber_licence": "DEMO-D-1001",
        "written_on": today(),
        "expires_on": today() + timedelta(days=30),
        "diagnosis_code": "E11.9",
        "lines": tuple(
            NewLine(local_code=code, quantity=Decimal(units), days=7) for code, units in ordered
        ),
    }
    return prescriptions.enter(NewPrescription(**{**new, **changes}))


def a_draft(
    shop: Shop, prescription: Prescription, *wanted: dict[str, Any], **more: Any
) -> SupplyDraft:
    """What the counter hands over; `wanted` by line in order, an empty one leaves the line alone."""
    lines = tuple(
        SupplyLine(line_id=line.id, **_units(wishes))
        for line, wishes in zip(prescription.lines, wanted, strict=False)
    )
    values = {"facility_id": shop.facility_id, "practitioner_id": shop.pharmacist_id, **more}
    return SupplyDraft(lines=lines, **values)


def _units(wishes: dict[str, Any]) -> dict[str, Any]:
    units = {"quantity", "owe", "give_up", "unit_price"}
    return {name: Decimal(value) if name in units else value for name, value in wishes.items()}


def medicine_of(local_code: str) -> Medicine:
    """The medicine of a local code."""
    query = select(Medicine).join(
        Service, (Service.tenant_id == Medicine.tenant_id) & (Service.id == Medicine.service_id)
    )
    return db.session.scalars(query.where(Service.local_code == local_code)).one()


def everything(ids: dict[str, UUID], mark: Mark) -> None:
    """A prescription at every stage: open, to be cancelled, released; supplies made, waiting and provisional."""
    medicine = shelf.a_medicine("DEMO-PARA", name_en=mark.en("Paracetamol 500 mg"), name_ar=mark.ar("باراسيتامول"), strength="500 mg", form="tablet", ingredients=(Ingredient("paracetamol"),))  # fmt: skip
    batch_id = shelf.received(medicine.id, lot=f"P-{mark.latin}", units="500")
    contracts.set_price(ids["price_list_alpha"], medicine.service_id, PriceTerms(unit_price=Decimal("0.050"), approval_required=True))  # fmt: skip
    place = Shop(ids["patient_approved"], ids["policy_approved"], clinic.payer_id(clinic.ALPHA), ids["facility"], ids["practitioner"], {})  # fmt: skip
    for name in ("prescription", "prescription_unwanted", "prescription_released"):
        made = a_prescription(place, ("DEMO-PARA", "20"), prescriber_name=mark.en("Dr Salim"), reference=f"REF-{name}")  # fmt: skip
        ids[name] = made.id
    ids["allergy"] = allergies.add(ids["patient_approved"], f"penicillin {mark.latin}").id
    alert_settings.put(NewAlertSetting(alert="age", handling="ignore", valid_from=today()))
    ids["dispense"] = _passed_over(place, mark, batch_id)
    ids["dispense_waiting"] = _waiting(place, ids["approval_pended"])
    imports.load(*imports.look_at_formulary(place.payer_id, date(2026, 1, 1), "formulary.csv", b"our code,covered\nDEMO-PARA,yes\n"))  # fmt: skip
    ids["dispense_confirmed"] = _confirmed_later(ids, mark)
    for number, name in enumerate(("dispense_written_off", "dispense_claimed_later")):
        ids[name], _patient = _guessed(ids, mark, f"2077346{number}")
    _newcomer(mark, "20773459")
    trouble = Shop(ids["patient_trouble"], ids["policy_trouble"], clinic.payer_id(clinic.DELTA), ids["facility"], ids["practitioner"], {})  # fmt: skip
    guessed = a_prescription(trouble, ("DEMO-PARA", "20"), prescriber_name=mark.en("Dr Salim"))
    draft = a_draft(trouble, guessed, {"quantity": "10", "owe": "10"}, provisional=True, consent=True)  # fmt: skip
    ids["dispense_provisional"] = dispensing.supply(guessed.id, draft, guessed.version).id
    ids["prescription_owing"] = guessed.id
    ids["written"], ids["written_withdrawn"] = (ordered.a_written_one(ids["patient_approved"], ids["practitioner"], mark) for _ in range(2))  # fmt: skip
    prescribing.withdraw(ids["written_withdrawn"])
    for name, outcome in (
        ("task", HANDED_OVER),
        ("task_unwanted", HANDED_OVER),
        ("task_turned_down", UNKNOWN),
    ):
        token = f"ERX-{mark.latin}-{len(ids)}"
        ids[name] = ordered.a_task(token, ordered.an_answer(token, mark, outcome=outcome))
    lent = a_prescription(place, ("DEMO-PARA", "20"), prescriber_name=mark.en("Dr Salim"), source="exchange", reference=f"ERX-{mark.latin}-LENT")  # fmt: skip
    ending.release(lent.id)
    ordered.answered(task_queries.last_let_go(lent.id), PrescriptionAnswer(outcome=TAKEN))
    ids["prescription_untold"] = lent.id


def _passed_over(place: Shop, mark: Mark, batch_id: UUID) -> UUID:
    """A supply of the same ingredient in two lines, paid in cash, with its reason; one box bore a serial."""
    box = Pack(gtin="06291009990021", serial="S-1", batch_id=batch_id, units=Decimal(20))
    made = a_prescription(place, ("DEMO-PARA", "20"), ("DEMO-PARA", "10"), prescriber_name=mark.en("Dr Salim"))  # fmt: skip
    marks = [one.fingerprint for one in at_counter(made, place.facility_id, today()).alerts]
    draft = a_draft(
        place, made, {"quantity": "20", "cash": True, "packs": (box,)}, {"quantity": "10", "cash": True},
        passes={one: Pass(reason="prescriber_confirmed", words=mark.en("Called")) for one in marks},
    )  # fmt: skip
    return dispensing.supply(made.id, draft, made.version).id


def _newcomer(mark: Mark, civil_id: str) -> tuple[UUID, UUID]:
    """Somebody whose insurer was never asked, and the policy."""
    one = clinic.a_patient(
        mark, civil_id=civil_id, name="Nasra bint Hamed Al Rawahi", arabic="نصرة بنت حمد الرواحية",
        phone="+96892007788",
    )  # fmt: skip
    return one.id, clinic.a_policy(one.id, mark, payer=clinic.DELTA, member=f"MEMBER-{civil_id}").id


def _confirmed_later(ids: dict[str, UUID], mark: Mark) -> UUID:
    """A provisional supply about which the insurer is asked afterwards."""
    supplied, patient_id = _guessed(ids, mark, "20773458")
    eligibility.ask(patient_id, clinic.payer_id(clinic.DELTA))
    return supplied


def _guessed(ids: dict[str, UUID], mark: Mark, civil_id: str) -> tuple[UUID, UUID]:
    """A provisional supply to somebody about whom nobody was asked, and the person."""
    patient_id, policy_id = _newcomer(mark, civil_id)
    place = Shop(patient_id, policy_id, clinic.payer_id(clinic.DELTA), ids["facility"], ids["practitioner"], {})  # fmt: skip
    made = a_prescription(place, ("DEMO-PARA", "20"), prescriber_name=mark.en("Dr Salim"))
    draft = a_draft(place, made, {"quantity": "20"}, provisional=True, consent=True)
    return dispensing.supply(made.id, draft, made.version).id, patient_id


def _waiting(place: Shop, approval_id: UUID) -> UUID:
    """A dispense that waits for an insurer's answer."""
    made = a_prescription(place, ("DEMO-PARA", "20"))
    dispense = dispensing.prepare(at_counter(made, place.facility_id, today()))
    dispense.approval_id = approval_id
    dispense_history.move(dispense, "queued")
    db.session.flush()
    return dispense.id
