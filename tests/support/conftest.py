"""Support on its way into Noor Clinic: granted by Amal, asked by Lina, approved by Omar."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from app.access.session_store import hash_of
from app.kernel.db import db
from app.platform_admin.models import PlatformPerson, PlatformSession
from app.support import asking, granting
from app.support.asking import Question
from app.tenants.scope import as_platform, in_tenant
from tests.cast import Person
from tests.page import PageClient

QUESTION = Question(reason="The code of a service looks wrong", ticket="T-17", minutes=30)


def grant(app: Flask, amal: Person, hours: int = 24) -> UUID:
    with app.app_context(), in_tenant(amal.tenant_id, amal.user_id):
        one = granting.grant("claim", hours)
        db.session.commit()
        return one.id


def ask(app: Flask, tenant_id: UUID, who: str = "lina") -> UUID:
    with app.app_context(), as_platform(person_of(app, who)):
        asked = asking.ask(tenant_id, (who.title(), who), QUESTION)
        db.session.commit()
        return asked


def approve(app: Flask, tenant_id: UUID, access_id: UUID, who: str = "omar") -> None:
    with app.app_context(), as_platform(person_of(app, who)):
        asking.approve(tenant_id, access_id, (who.title(), who))
        db.session.commit()


def begin(app: Flask, browser: PageClient, tenant_id: UUID, access_id: UUID, who: str = "lina") -> None:  # fmt: skip
    """The browser of the desk begins to look; the step with the code is tested by itself."""
    with app.app_context(), as_platform(person_of(app, who)):
        asking.begin(tenant_id, access_id, session_of(browser))
        db.session.commit()


def person_of(app: Flask, who: str) -> UUID:
    with app.app_context(), as_platform():
        query = db.select(PlatformPerson.id).where(PlatformPerson.email == f"{who}@maqbul.example")
        return db.session.scalars(query).one()


def session_of(browser: PageClient) -> UUID:
    with browser.client.session_transaction() as session:
        token = session["desk"]
    query = db.select(PlatformSession.id).where(PlatformSession.token_hash == hash_of(token))
    return db.session.scalars(query).one()


@pytest.fixture
def looking(app: Flask, people: dict[str, Person], desk: Callable[[str], PageClient]) -> Callable[[], tuple[PageClient, UUID]]:  # fmt: skip
    """Lina's browser, looking into Noor Clinic since this moment; and the look's id."""

    def start() -> tuple[PageClient, UUID]:
        amal, lina = people["amal"], desk("lina")
        grant(app, amal)
        access_id = ask(app, amal.tenant_id)
        approve(app, amal.tenant_id, access_id)
        begin(app, lina, amal.tenant_id, access_id)
        return lina, access_id

    return start
