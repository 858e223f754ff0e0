"""The stage of the demo: payers, code lists, three tenants with their people, doctors, contracts and prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.access import passwords
from app.access.models import User
from app.access.service import NewPerson, add_person
from app.contracts.importing_prices import PRICES
from app.contracts.models import Service
from app.contracts.service import NewContract, add_price_list, open_contract
from app.demo.people import DOCTORS, PASSWORD, PHARMACISTS, STAFF, Doctor, Staff
from app.imports import bringing
from app.imports import service as imports
from app.imports.judging import BROKEN
from app.imports.states import DONE
from app.kernel.db import db
from app.practitioners.service import PractitionerFacts, add_practitioner
from app.reference import payer_lists
from app.reference.imports import Edition, load_file
from app.reference.queries import payer_by_licence
from app.tenants.queries import facilities
from app.tenants.scope import in_tenant
from app.tenants.service import NewTenant, open_tenant

LISTS = Path(__file__).parent / "lists"
PAYERS = {"alpha": "DEMO-ALPHA", "beta": "DEMO-BETA", "gamma": "DEMO-GAMMA", "delta": "DEMO-DELTA"}
# What a receptionist reaches by one digit.
FAVOURITES = {1: "consultation", 2: "laboratory", 3: "imaging"}


def load_lists(begins: date) -> None:
    """Payers and the invented code lists; a second time changes nothing."""
    payer_lists.load_payers((LISTS / "payers.csv").read_bytes())
    for system in ("demo-services", "demo-drugs"):
        load_file(LISTS / f"{system}.csv", Edition(system=system, version="1", valid_from=begins))
    db.session.commit()


def open_clinic(key: str, english: str, arabic: str, town: tuple[str, str], begins: date) -> UUID:
    """A clinic with its branch, people, doctors, contracts and prices."""
    tenant_id = _open("clinic", key, (english, arabic), town, begins)
    with in_tenant(tenant_id):
        _admit(DOCTORS, "doctor", begins)
        _sign_contracts("clinic", begins)
        _choose_favourites()
        db.session.commit()
    return tenant_id


def open_pharmacy(key: str, english: str, arabic: str, town: tuple[str, str], begins: date) -> UUID:
    """A pharmacy with its people, contracts and prices."""
    tenant_id = _open("pharmacy", key, (english, arabic), town, begins)
    with in_tenant(tenant_id):
        _admit(PHARMACISTS, "pharmacist", begins)
        _sign_contracts("pharmacy", begins)
        db.session.commit()
    return tenant_id


def _admit(people: Sequence[Doctor], role: str, begins: date) -> None:
    """Those whose licence stands on claims."""
    payers = [_payer(licence) for licence in PAYERS.values()]
    for one in people:
        add_practitioner(
            PractitionerFacts(
                licence_number=one.licence,
                name_en=one.name_en,
                name_ar=one.name_ar,
                role=role,
                specialty=one.specialty,
                licence_from=begins,
                licence_to=begins + timedelta(days=365 + one.days_left),
            ),
            payers,
        )


def _open(kind: str, key: str, names: tuple[str, str], town: tuple[str, str], begins: date) -> UUID:
    tenant_id = open_tenant(
        NewTenant(
            kind=kind,
            name_en=names[0],
            name_ar=names[1],
            provider_licence=f"DEMO-P-{key.upper()}",
            facility_name_en=town[0],
            facility_name_ar=town[1],
            facility_licence=f"DEMO-F-{key.upper()}",
            licence_from=begins,
            licence_to=begins + timedelta(days=1095),
            # A trial's printed log-ins open with the password until their person adds a factor.
            second_factor_required=False,
        )
    )
    with in_tenant(tenant_id):
        for person in STAFF:
            if person.tenant == key:
                _seat(person)
        db.session.commit()
    return tenant_id


def _seat(person: Staff) -> None:
    """Through the real verb, but with the password that is printed at the start."""
    add_person(
        NewPerson(
            email=person.email,
            name_en=person.name_en,
            name_ar=person.name_ar,
            language=person.language,
            role=person.role,
            facility_id=facilities()[0].id,
        )
    )
    user = db.session.scalars(select(User).where(User.email == person.email)).one()
    user.password_hash, user.password_initial = passwords.hashed(PASSWORD), False


def _sign_contracts(kind: str, begins: date) -> None:
    for name, licence in PAYERS.items():
        contract = open_contract(
            NewContract(
                payer_id=_payer(licence),
                number=f"{licence}-{begins.year}",
                valid_from=begins,
                filing_days=60 if name in {"beta", "gamma"} else None,
                resubmission_days=30,
            )
        )
        prices = add_price_list(contract.id, f"{begins.year}", begins)
        file = LISTS / f"{kind}-prices-{name}.csv"
        _import_prices(prices.id, file)


def _import_prices(price_list_id: UUID, file: Path) -> None:
    one = imports.choose(PRICES.name, price_list_id, file.name, file.read_bytes())
    bringing.write_what_is_good(one)
    if one.status != DONE or one.counts[BROKEN]:
        raise ValueError(file.name)


def _choose_favourites() -> None:
    for digit, category in FAVOURITES.items():
        query = select(Service).where(Service.category == category).order_by(Service.local_code)
        service = db.session.scalars(query).first()
        if service is not None:
            service.favourite = digit


def _payer(licence: str) -> UUID:
    payer = payer_by_licence(licence)
    if payer is None:
        raise LookupError(licence)
    return payer.id
