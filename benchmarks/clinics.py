"""Clinics to measure with: the first rows through the real verbs, the many copied from them in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from itsdangerous import URLSafeTimedSerializer

from app.access import session_store
from app.access.models import Membership, User
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.service import NewClaim
from app.claims.values import BLOCK, ClaimDraft, DiagnosisDraft, LineDraft
from app.config import Settings
from app.contracts import service as contracts
from app.contracts import services
from app.contracts.service import NewContract, PriceTerms
from app.contracts.services import ServiceFacts
from app.kernel.clock import now, today
from app.kernel.db import db
from app.patients import service as patients
from app.patients.models import Policy
from app.patients.values import NewDocument, NewPatient, NewPolicy
from app.practitioners import service as practitioners
from app.practitioners.service import PractitionerFacts
from app.reference.imports import Edition, ListedCode, load_list
from app.reference.models import Payer
from app.reference.queries import payer_by_licence
from app.reference.systems import DEMO_SERVICES, ICD_10_CM
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from app.tenants.service import NewTenant, open_tenant

PAYERS = ("DEMO-ALPHA", "DEMO-BETA", "DEMO-GAMMA", "DEMO-DELTA")
SERVICES = (("LAB-CBC", "DEMO-LAB-CBC", "4.200"), ("LAB-A1C", "DEMO-LAB-HBA1C", "6.750"))
DIAGNOSES = ("E11.9", "I10")
LONG_AGO = date(2024, 1, 1)
HOURS = 12


@dataclass(frozen=True)
class Clinic:
    """A tenant to measure with; `prototype` is a sound draft, `people` carry documents and cover."""

    tenant_id: UUID
    user_id: UUID
    prototype: UUID
    people: tuple[UUID, ...]


@dataclass(frozen=True)
class SignedIn:
    """A browser at which somebody is signed in: its cookie and a form token that goes with it."""

    cookie: str
    csrf_token: str


def lay_foundations() -> None:
    """Payers and the few codes the clinics use, once per installation. Commits."""
    for licence in PAYERS:
        name = licence.removeprefix("DEMO-").title()
        db.session.add(
            Payer(licence=licence, kind="insurer", name_en=name, name_ar=name, valid_from=LONG_AGO)
        )
    diagnoses = [ListedCode(code=code, display_en=f"Diagnosis {code}") for code in DIAGNOSES]
    procedures = [ListedCode(code=code, display_en=f"Test {code}") for _, code, _ in SERVICES]
    load_list(diagnoses, Edition(system=ICD_10_CM, version="bench", valid_from=LONG_AGO))
    load_list(procedures, Edition(system=DEMO_SERVICES, version="bench", valid_from=LONG_AGO))
    db.session.commit()


def open_clinic(number: int, people: int) -> Clinic:
    """A clinic with a log-in, contracts, people with cover, and one claim that the checker passes."""
    tenant_id = open_tenant(
        NewTenant(
            kind="clinic", name_en=f"Clinic {number}", name_ar=f"عيادة {number}",
            provider_licence=f"DEMO-P-{number:04}", facility_name_en="Muscat",
            facility_name_ar="مسقط", facility_licence=f"DEMO-F-{number:04}",
            licence_from=LONG_AGO, licence_to=date(2035, 1, 1),
            # Whoever measures has no authenticator to set up first.
            second_factor_required=False,
        )
    )  # fmt: skip
    with in_tenant(tenant_id):
        user = User(
            email=f"owner@{number}.example", name_en="Amal", name_ar="أمل", password_hash="none"
        )
        db.session.add(user)
        db.session.flush()  # The membership points at the user.
        db.session.add(Membership(user_id=user.id, role="owner", facility_id=facilities()[0].id))
        user_id = user.id
        db.session.commit()
    with in_tenant(tenant_id, user_id):
        doctor = _agreements(number)
        policies = [_person(place) for place in range(people)]
        prototype = _claim(policies[0], doctor)
        everybody = tuple(policy.patient_id for policy in policies)
        db.session.commit()
    return Clinic(tenant_id, user_id, prototype, everybody)


def _payer_id(licence: str) -> UUID:
    found = payer_by_licence(licence)
    assert found is not None
    return found.id


def _agreements(number: int) -> UUID:
    """Services, a contract with prices for every payer, and a doctor; the doctor's id."""
    known = {}
    for local_code, code, _price in SERVICES:
        facts = ServiceFacts(
            local_code=local_code, name_en=local_code, name_ar=local_code,
            category="laboratory", vat_category="exempt", favourite=None,
        )  # fmt: skip
        known[local_code] = services.add_service(facts).id
        services.map_code(known[local_code], DEMO_SERVICES, code, LONG_AGO)
    for licence in PAYERS:
        contract = contracts.open_contract(
            NewContract(
                payer_id=_payer_id(licence), number=f"{licence}-{number}", valid_from=LONG_AGO,
                filing_days=90, resubmission_days=30,
            )
        )  # fmt: skip
        prices = contracts.add_price_list(contract.id, "Prices", LONG_AGO)
        for local_code, _code, price in SERVICES:
            terms = PriceTerms(unit_price=Decimal(price))
            contracts.set_price(prices.id, known[local_code], terms)
    facts_of_doctor = PractitionerFacts(
        licence_number="DEMO-D-1001", name_en="Dr Salim", name_ar="د. سالم", role="doctor",
        specialty="general", licence_from=LONG_AGO, licence_to=date(2035, 1, 1),
    )  # fmt: skip
    listed = [_payer_id(one) for one in PAYERS]
    return practitioners.add_practitioner(facts_of_doctor, listed).id


def _person(place: int) -> Policy:
    """Somebody with a Civil ID and a policy; payers in turn."""
    year = today().year
    one = patients.register(
        NewPatient(
            name_en=f"Person {place}", name_ar="شخص", birth_date=date(1980, 1, 1), sex="female",
            phone=None, document=NewDocument(kind="civil_id", number=str(30_000_000 + place)),
        ),
        sure=True,
    )  # fmt: skip
    cover = NewPolicy(
        payer_id=_payer_id(PAYERS[place % len(PAYERS)]), valid_from=date(year - 1, 1, 1),
        valid_to=date(year + 1, 12, 31), member_number=f"MEMBER-{place}", plan_name="Gold",
        network="Broad", copay_percent=Decimal(10), copay_max=Decimal(3),
    )  # fmt: skip
    return patients.add_policy(one.id, cover)


def _claim(policy: Policy, doctor: UUID) -> UUID:
    """A draft of two lines and two diagnoses that nothing stops."""
    branch, day = facilities()[0].id, today()
    claim: Claim = claims.start_draft(
        NewClaim(
            patient_id=policy.patient_id, payer_id=policy.payer_id, policy_id=policy.id,
            facility_id=branch, service_date=day, practitioner_id=doctor,
        )
    )  # fmt: skip
    lines = tuple(
        LineDraft(sequence=n, local_code=code, service_date=day, quantity=Decimal(1), pointers=(1,))
        for n, (code, _, _) in enumerate(SERVICES, start=1)
    )
    diagnoses = tuple(
        DiagnosisDraft(sequence=n, code=code, kind="principal" if n == 1 else "secondary")
        for n, code in enumerate(DIAGNOSES, start=1)
    )
    draft = ClaimDraft(
        patient_id=policy.patient_id, policy_id=policy.id, practitioner_id=doctor,
        facility_id=branch, service_date=day, diagnoses=diagnoses, lines=lines,
    )  # fmt: skip
    claims.save_draft(claim.id, draft, claim.version)
    db.session.flush()
    stopping = [f.code for f in claims.check(claim.id) if f.severity == BLOCK]
    assert not stopping, f"the prototype of the benchmark cannot be sent: {stopping}"
    return claim.id


def sign_in(settings: Settings, clinic: Clinic) -> SignedIn:
    """Somebody of the clinic at a browser, with a form token prepared."""
    raw = "b" * 40
    cookie = session_store.start(
        clinic.user_id,
        clinic.tenant_id,
        device="benchmark",
        at=now(),
        place="",
        good_for=timedelta(hours=HOURS),
        proven=True,
        data={"csrf_token": raw, "_user_id": str(clinic.user_id), "_fresh": True},
    )
    signer = URLSafeTimedSerializer(settings.secret_key, salt="wtf-csrf-token")
    return SignedIn(cookie, str(signer.dumps(raw)))
