"""The stage of the journeys: the demo's clinic with its people, doctors and prices, but without its week."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask

from app.claims import service as claims
from app.claims.models import Claim
from app.claims.values import PRINCIPAL, ClaimDraft, DiagnosisDraft, LineDraft
from app.demo import setting, story
from app.demo.people import PATIENTS, Person, Staff
from app.kernel import clock
from app.kernel.db import db
from app.patients import service as patients
from app.patients.queries import find_by_document, policies
from app.patients.values import CIVIL_ID, NewDocument, NewPatient, NewPolicy
from app.practitioners.queries import practitioners
from app.reference.imports import Edition, load_file
from app.reference.queries import payer_by_licence
from app.reference.systems import ICD_10_CM
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from tests.journeys import shop

DIAGNOSES = Path(__file__).with_name("diagnoses.csv")
ALPHA, BETA, GAMMA, DELTA = "DEMO-ALPHA", "DEMO-BETA", "DEMO-GAMMA", "DEMO-DELTA"

# The demo's people prefer English at the desk; each journey is walked by an Arabic colleague too.
COLLEAGUES = (
    Staff("noor", "laila@noor.example", "Laila Al Rashdi", "ليلى الراشدية", "receptionist", "ar"),
    Staff("noor", "badriya@noor.example", "Badriya Al Lawati", "بدرية اللواتية", "owner", "ar"),
    Staff("noor", "rahma@noor.example", "Rahma Al Abri", "رحمة العبرية", "receptionist"),
    Staff("noor", "wafa@noor.example", "Wafa Al Hadhrami", "وفاء الحضرمية", "receptionist", "ar"),
)
RECEPTIONISTS = {"en": "maryam@noor.example", "ar": "laila@noor.example"}
# Wrong passwords are throttled by person: these two are for the journey of the lock.
LOCKED = {"en": "rahma@noor.example", "ar": "wafa@noor.example"}
OWNER = "huda@noor.example"
OWNERS = {"en": OWNER, "ar": "badriya@noor.example"}
OFFICER = "aisha@noor.example"  # reads Arabic

BORN = date(1990, 4, 17)
FURTHER = (
    Person("10000011", "Hilal bin Khamis Al Toubi", "هلال بن خميس الطوبي", BORN, "male", BETA, "98111001"),
    Person("31000001", "Bushra bint Said Al Kharusi", "بشرى بنت سعيد الخروصية", BORN, "female", DELTA, "98111002"),
    Person("31000002", "Nasser bin Ali Al Ghafri", "ناصر بن علي الغافري", BORN, "male", DELTA, "98111003"),
    Person("31000003", "Iman bint Yahya Al Mahrooqi", "إيمان بنت يحيى المحروقية", BORN, "female", DELTA, "98111004"),
    Person("31000004", "Khalid bin Saleh Al Aamri", "خالد بن صالح العامري", BORN, "male", DELTA, "98111005"),
    Person("31000005", "Salwa bint Hamed Al Nabhani", "سلوى بنت حمد النبهانية", BORN, "female", DELTA, "98111006"),
    Person("31000006", "Younis bin Abdullah Al Sinani", "يونس بن عبدالله السناني", BORN, "male", DELTA, "98111007"),
    Person("31000007", "Muna bint Rashid Al Maskari", "منى بنت راشد المسكرية", BORN, "female", DELTA, "98111008"),
    Person("31000008", "Faisal bin Zahir Al Battashi", "فيصل بن زاهر البطاشي", BORN, "male", DELTA, "98111009"),
    Person("31000009", "Asila bint Sulaiman Al Riyami", "أصيلة بنت سليمان الريامية", BORN, "female", DELTA, "98111010"),
    Person("31000010", "Mazin bin Khalfan Al Subhi", "مازن بن خلفان الصبحي", BORN, "male", DELTA, "98111011"),
    Person("31000011", "Amna bint Salim Al Jahdhami", "آمنة بنت سالم الجهضمية", BORN, "female", DELTA, "98111012"),
    Person("31000012", "Zahra bint Nasser Al Mawali", "زهرة بنت ناصر الموالية", BORN, "female", DELTA, "98111013"),
)  # fmt: skip
EVERYBODY = (*PATIENTS, *FURTHER)
# Whose claims were begun yesterday and left: they wait on the first page.
LEFT_OVER = ("31000006", "31000007", "31000008")
# Who was here before, by the language of the desk they come back to.
COME_BACK = {"en": "31000009", "ar": "31000010"}
LAST_VISIT_DAYS_AGO = 12


def person(civil_id: str) -> Person:
    """Who carries this card."""
    return next(one for one in EVERYBODY if one.civil_id == civil_id)


def play(app: Flask) -> None:
    """Fill an empty, migrated database. Commits."""
    begins = clock.today() - timedelta(days=365)
    with app.app_context():
        setting.load_lists(begins)
        edition = Edition(system=ICD_10_CM, version="a hundred", valid_from=begins)
        load_file(DIAGNOSES, edition)
        db.session.commit()
        noor = setting.open_clinic(
            "noor", "Noor Clinic", "عيادة النور", ("Al Khuwair", "الخوير"), begins
        )
        with in_tenant(noor):
            for colleague in COLLEAGUES:
                setting._seat(colleague)
            maryam = story._person("receptionist")
            db.session.commit()
        with in_tenant(noor, maryam):
            for one in EVERYBODY:
                _register(one)
            for civil_id in LEFT_OVER:
                _leave_draft(civil_id)
            db.session.commit()
        # By nobody of the desk: what somebody enters decides which doctor comes up next and what a digit stands for.
        with in_tenant(noor):
            for civil_id in COME_BACK.values():
                _enter_earlier_visit(civil_id)
            db.session.commit()
        shop.open_shop(begins, _register)


def _register(one: Person) -> None:
    """With the insurer's own particulars on file, so that its answer changes nothing."""
    payer = payer_by_licence(one.payer)
    assert payer is not None, one.payer
    policy = NewPolicy(
        payer_id=payer.id,
        valid_from=date(clock.today().year - 1, 1, 1),
        valid_to=date(clock.today().year, 12, 31),
        plan_name="Unified policy",
        copay_percent=Decimal(10),
        copay_max=Decimal("3.000"),
    )
    new = NewPatient(
        name_en=one.name_en,
        name_ar=one.name_ar,
        birth_date=one.born,
        sex=one.sex,
        phone=f"+968{one.phone}",
        document=NewDocument(kind=CIVIL_ID, number=one.civil_id),
        policy=policy,
    )
    patients.register(new, sure=True)


def unknown_card(language: str) -> Person:
    """Somebody who was never here; somebody else for each language."""
    asma = Person("32000001", "Asma bint Hilal Al Wahaibi", "أسماء بنت هلال الوهيبية", BORN, "female", ALPHA, "98222001")  # fmt: skip
    talal = Person("32000002", "Talal bin Murad Al Jahwari", "طلال بن مراد الجهوري", BORN, "male", ALPHA, "98222002")  # fmt: skip
    return asma if language == "en" else talal


def _leave_draft(civil_id: str) -> None:
    _start(civil_id, days_ago=1)


def _start(civil_id: str, *, days_ago: int) -> Claim:
    patient = find_by_document(civil_id)
    assert patient is not None
    (policy,) = policies(patient.id)
    return claims.start_draft(
        claims.NewClaim(
            patient_id=patient.id,
            payer_id=policy.payer_id,
            policy_id=policy.id,
            facility_id=facilities()[0].id,
            service_date=clock.today() - timedelta(days=days_ago),
        )
    )


def _enter_earlier_visit(civil_id: str) -> None:
    """A consultation for a cold."""
    claim = _start(civil_id, days_ago=LAST_VISIT_DAYS_AGO)
    draft = ClaimDraft(
        patient_id=claim.patient_id,
        policy_id=claim.policy_id,
        practitioner_id=practitioners(active_on=claim.service_date)[0].id,
        facility_id=claim.facility_id,
        service_date=claim.service_date,
        diagnoses=(DiagnosisDraft(sequence=1, code="J06.9", kind=PRINCIPAL),),
        lines=(
            LineDraft(
                sequence=1, local_code="CON-GP", service_date=claim.service_date,
                quantity=Decimal(1), pointers=(1,),
            ),
        ),
    )  # fmt: skip
    claims.save_draft(claim.id, draft, claim.version)
