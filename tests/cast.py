"""The people of the tests: each name means a relation.

Noor Clinic: Amal (owner), Badr (claims officer), Huda (front desk), Salim
(doctor), Nadia (auditor). Seeb Clinic: Salma (owner, the stranger; her clinic holds a
look-alike of every row). Wadi Pharmacy: Faris (pharmacist).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from argon2 import PasswordHasher

from app.access.models import Membership, User
from app.kernel.db import db
from app.kernel.ids import new_id
from app.platform_admin.factor import seal_secret
from app.platform_admin.models import PlatformPerson
from app.reference.models import Payer
from app.tenants.queries import facilities
from app.tenants.scope import as_platform, in_tenant
from app.tenants.service import NewTenant, open_tenant

PASSWORD = "correct horse battery"

# A cheap hash: the tests prove who may enter, not how long guessing takes.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, as the tests know them."""

    name: str
    email: str
    role: str
    user_id: UUID
    tenant_id: UUID


PAYERS = (
    ("DEMO-ALPHA", "insurer", "AlphaCare", "ألفا للرعاية"),
    ("DEMO-BETA", "tpa", "BetaTPA", "بيتا لإدارة المطالبات"),
    ("DEMO-GAMMA", "insurer", "GammaIns", "غاما للتأمين"),
    ("DEMO-DELTA", "insurer", "DeltaIns", "دلتا للتأمين"),
)

TENANTS = {
    "noor": ("clinic", "Noor Clinic", "عيادة النور", "DEMO-P-NOOR"),
    "seeb": ("clinic", "Seeb Clinic", "عيادة السيب", "DEMO-P-SEEB"),
    "wadi": ("pharmacy", "Wadi Pharmacy", "صيدلية الوادي", "DEMO-P-WADI"),
}

PEOPLE = (
    ("amal", "noor", "owner", "أمل"),
    ("badr", "noor", "claims_officer", "بدر"),
    ("huda", "noor", "receptionist", "هدى"),
    ("salim", "noor", "doctor", "سالم"),
    ("nadia", "noor", "auditor", "نادية"),
    ("salma", "seeb", "owner", "سلمى"),
    ("faris", "wadi", "pharmacist", "فارس"),
)


# The operator's own people: they belong to no tenant. Known secrets, so that tests can make codes.
DESK = (
    ("omar", "owner", "عمر"),
    ("lina", "reviewer", "لينا"),
    ("tariq", "finance", "طارق"),
)
SECRETS = {"omar": "J" * 32, "lina": "K" * 32, "tariq": "L" * 32}


def play() -> dict[str, Person]:
    """Open the three tenants and seat the cast; needs an application context. Commits."""
    add_payers()
    opened = {key: open_one(*row) for key, row in TENANTS.items()}
    seat_at_desk()
    return {row[0]: seat(*row, tenant_id=opened[row[1]]) for row in PEOPLE}


def add_payers() -> None:
    """The four simulated payers."""
    for licence, kind, english, arabic in PAYERS:
        db.session.add(
            Payer(
                licence=licence,
                kind=kind,
                name_en=english,
                name_ar=arabic,
                valid_from=date(2020, 1, 1),
            )
        )
    db.session.commit()


def open_one(kind: str, english: str, arabic: str, licence: str) -> UUID:
    """One tenant with its first branch."""
    return open_tenant(
        NewTenant(
            kind=kind,
            name_en=english,
            name_ar=arabic,
            provider_licence=licence,
            facility_name_en=f"{english}, Muscat",
            facility_name_ar=f"{arabic}، مسقط",
            facility_licence=f"{licence}-MOH",
            licence_from=date(2024, 1, 1),
            licence_to=date(2028, 12, 31),
            # The tests of the second factor turn it on.
            second_factor_required=False,
        )
    )


def seat_at_desk() -> None:
    """The people of the operator, each with an authenticator in use."""
    with as_platform():
        for name, role, arabic in DESK:
            person = PlatformPerson(
                id=new_id(), email=f"{name}@maqbul.example", name_en=name.title(), name_ar=arabic,
                role=role, password_hash=_HASH, password_initial=False,
            )  # fmt: skip
            person.secret_sealed = seal_secret(person.id, SECRETS[name])
            db.session.add(person)
        db.session.commit()


def seat(name: str, tenant: str, role: str, arabic: str, *, tenant_id: UUID) -> Person:
    """Give a person a log-in and a role in a tenant."""
    email = f"{name}@{tenant}.example"
    with in_tenant(tenant_id):
        user = User(email=email, name_en=name.title(), name_ar=arabic, password_hash=_HASH)
        db.session.add(user)
        db.session.flush()  # The membership points at the user.
        db.session.add(Membership(user_id=user.id, role=role, facility_id=facilities()[0].id))
        user_id = user.id
        db.session.commit()
    return Person(name, email, role, user_id, tenant_id)
