"""The operator's invented people, two so that two can approve; their authenticators' secrets are printed with the log-ins."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.access import passwords
from app.demo.people import PASSWORD
from app.kernel.db import PLATFORM_ENGINE, db
from app.platform_admin.factor import seal_secret
from app.platform_admin.models import PlatformPerson
from app.platform_admin.signin import NewPerson, add_person
from app.tenants.scope import as_platform


@dataclass(frozen=True)
class Operator:
    """Somebody of the desk; the secret is public, as the password is: a trial holds invented data only."""

    email: str
    name_en: str
    name_ar: str
    role: str
    secret: str


OPERATORS = (
    Operator("omar@maqbul.example", "Omar Al Saadi", "عمر السعدي", "owner", "DEMODEMODEMODEMOOMARDEMODEMODEMO"),
    Operator("lina@maqbul.example", "Lina Al Riyami", "لينا الريامية", "reviewer", "DEMODEMODEMODEMOLINADEMODEMODEMO"),
)  # fmt: skip


def seat() -> None:
    """Seat those who are not there yet; nothing where this installation has no desk. Commits."""
    if PLATFORM_ENGINE not in db.engines:
        return
    with as_platform():
        known = set(db.session.scalars(select(PlatformPerson.email)))
        for one in OPERATORS:
            if one.email not in known:
                _seat(one)
        db.session.commit()


def _seat(one: Operator) -> None:
    person_id, _password = add_person(
        NewPerson(email=one.email, name_en=one.name_en, name_ar=one.name_ar, role=one.role, language="en")
    )  # fmt: skip
    person = db.session.get_one(PlatformPerson, person_id)
    person.password_hash, person.password_initial = passwords.hashed(PASSWORD), False
    person.secret_sealed = seal_secret(person_id, one.secret)
