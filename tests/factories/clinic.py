"""What a clinic works with, made through the real verbs: codes, practitioners, contract, prices, patients.

Every function works in the tenant that is in scope and flushes; the caller commits. `mark` goes into every
text a page may show, so that a test can tell whose row it sees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from app.contracts import service as contracts
from app.contracts import services
from app.contracts.service import NewContract, PriceTerms
from app.contracts.services import ServiceFacts
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import service as patients
from app.patients.models import Patient, Policy
from app.patients.values import NewDocument, NewPatient, NewPolicy
from app.practitioners import service as practitioners
from app.practitioners.service import PractitionerFacts
from app.reference.imports import Edition, ListedCode, load_list
from app.reference.queries import payer_by_licence
from app.reference.systems import DEMO_SERVICES, ICD_10_CM

ALPHA, BETA, GAMMA, DELTA = "DEMO-ALPHA", "DEMO-BETA", "DEMO-GAMMA", "DEMO-DELTA"

DIAGNOSES = (
    ListedCode(code="J06.9", display_en="Acute upper respiratory infection, unspecified", display_ar="عدوى حادة في الجهاز التنفسي العلوي", chapter="J00-J99", also=("cold", "زكام")),
    ListedCode(code="I10", display_en="Essential (primary) hypertension", display_ar="ارتفاع ضغط الدم", chapter="I00-I99", also=("high blood pressure", "ضغط")),
    ListedCode(code="E11.9", display_en="Type 2 diabetes mellitus without complications", display_ar="السكري من النوع الثاني", chapter="E00-E89", also=("diabetes", "سكري")),
    ListedCode(code="E11", display_en="Type 2 diabetes mellitus", billable=False, chapter="E00-E89"),
    ListedCode(code="M54.50", display_en="Low back pain, unspecified", display_ar="ألم أسفل الظهر", chapter="M00-M99", also=("back pain", "ظهر")),
)  # fmt: skip

PROCEDURES = (
    ListedCode(code="DEMO-CONS-GP", display_en="Consultation, general practitioner", display_ar="استشارة طبيب عام"),
    ListedCode(code="DEMO-LAB-CBC", display_en="Complete blood count", display_ar="تعداد الدم الكامل"),
    ListedCode(code="DEMO-LAB-HBA1C", display_en="Glycated haemoglobin", display_ar="السكر التراكمي"),
    ListedCode(code="DEMO-IMG-CHEST", display_en="Chest X-ray", display_ar="أشعة الصدر"),
)  # fmt: skip

# local code, English, Arabic, category, VAT, price in OMR, code on the exchange, favourite
SERVICES = (
    ("CONS-GP", "Consultation", "استشارة", "consultation", "exempt", "12.500", "DEMO-CONS-GP", 1),
    ("LAB-CBC", "Blood count", "تعداد الدم", "laboratory", "exempt", "4.200", "DEMO-LAB-CBC", 2),
    ("LAB-A1C", "Long-term sugar", "السكر التراكمي", "laboratory", "exempt", "6.750", "DEMO-LAB-HBA1C", None),
    ("IMG-CHEST", "Chest X-ray", "أشعة الصدر", "imaging", "standard", "18.000", "DEMO-IMG-CHEST", None),
    ("DRESSING", "Dressing", "ضماد", "procedure", "exempt", "2.000", None, None),
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """The sign of a tenant in everything that can be read, in both scripts."""

    latin: str = ""
    arabic: str = ""

    def en(self, words: str) -> str:
        return f"{words} {self.latin}".strip()

    def ar(self, words: str) -> str:
        return f"{words} {self.arabic}".strip()


@dataclass
class PriceBook:
    """A contract, its price list and its services by local code."""

    contract_id: UUID
    price_list_id: UUID
    services: dict[str, UUID] = field(default_factory=dict)


def load_codes() -> None:
    """A few codes of ICD-10-CM and of the invented services; once an installation."""
    since = date(2024, 1, 1)
    load_list(DIAGNOSES, Edition(system=ICD_10_CM, version="test", valid_from=since))
    load_list(PROCEDURES, Edition(system=DEMO_SERVICES, version="test", valid_from=since))


def payer_id(licence: str) -> UUID:
    """The payer of this licence on the exchange."""
    found = payer_by_licence(licence)
    assert found is not None, f"no payer {licence}"
    return found.id


def a_practitioner(
    mark: Mark = Mark(), *, licence: str = "DEMO-D-1001", name: str = "Dr Salim", arabic: str = "د. سالم",
    role: str = "doctor", payers: tuple[str, ...] = (ALPHA, BETA, GAMMA, DELTA), ends: date | None = None,
) -> UUID:  # fmt: skip
    """Somebody who treats patients, listed by all payers."""
    facts = PractitionerFacts(
        licence_number=licence,
        name_en=mark.en(name),
        name_ar=mark.ar(arabic),
        role=role,
        specialty=mark.en("general"),
        licence_from=date(2024, 1, 1),
        licence_to=ends or date(2028, 12, 31),
    )
    return practitioners.add_practitioner(facts, [payer_id(one) for one in payers]).id


def the_services(mark: Mark = Mark()) -> dict[str, UUID]:
    """The clinic's own services by local code, mapped where they have a code on the exchange."""
    found: dict[str, UUID] = {}
    for local_code, english, arabic, category, vat, _price, code, favourite in SERVICES:
        facts = ServiceFacts(
            local_code=local_code,
            name_en=mark.en(english),
            name_ar=mark.ar(arabic),
            category=category,
            vat_category=vat,
            favourite=favourite,
        )
        found[local_code] = services.add_service(facts).id
        if code:
            services.map_code(found[local_code], DEMO_SERVICES, code, date(2025, 1, 1))
    return found


def a_contract(
    mark: Mark = Mark(), *, payer: str = ALPHA, known: dict[str, UUID] | None = None,
    begins: date = date(2025, 1, 1), filing_days: int | None = 60,
) -> PriceBook:  # fmt: skip
    """A contract with a payer, one price list, and a price for every service."""
    own = known if known is not None else the_services(mark)
    contract = contracts.open_contract(
        NewContract(
            payer_id=payer_id(payer),
            number=mark.en(f"{payer}-2025"),
            valid_from=begins,
            filing_days=filing_days,
            resubmission_days=30,
        )
    )
    prices = contracts.add_price_list(contract.id, mark.en("Prices 2025"), begins)
    for local_code, *_rest, price, _code, _favourite in SERVICES:
        terms = PriceTerms(unit_price=Decimal(price))
        contracts.set_price(prices.id, own[local_code], terms)
    return PriceBook(contract.id, prices.id, own)


def a_patient(
    mark: Mark = Mark(), *, civil_id: str = "20114587", name: str = "Fatma bint Khalfan Al Siyabi",
    arabic: str = "فاطمة بنت خلفان السيابية", born: date = date(1991, 7, 2), sex: str = "female",
    phone: str | None = "+96892345671",
) -> Patient:  # fmt: skip
    """A person with a Civil ID."""
    return patients.register(
        NewPatient(
            name_en=mark.en(name),
            name_ar=mark.ar(arabic),
            birth_date=born,
            sex=sex,
            phone=phone,
            document=NewDocument(
                kind="civil_id", number=civil_id, valid_to=today() + timedelta(days=900)
            ),
        ),
        sure=True,
    )


def a_policy(
    patient_id: UUID, mark: Mark = Mark(), *, payer: str = ALPHA, member: str = "MEMBER-7001",
    begins: date | None = None, ends: date | None = None, copay: str | None = "10", most: str | None = "3",
) -> Policy:  # fmt: skip
    """A cover that holds this year."""
    year = today().year
    return patients.add_policy(
        patient_id,
        NewPolicy(
            payer_id=payer_id(payer),
            valid_from=begins or date(year, 1, 1),
            valid_to=ends or date(year, 12, 31),
            member_number=member,
            plan_name=mark.en("Gold"),
            network=mark.en("Broad"),
            copay_percent=None if copay is None else Decimal(copay),
            copay_max=None if most is None else Decimal(most),
        ),
    )


def make_codes() -> None:
    """`load_codes`, committed: what a test of one package needs before it opens a contract."""
    load_codes()
    db.session.commit()
