"""One of everything in two clinics that look alike, for the tests that sweep the whole house.

Noor and Seeb hold the same people, Civil IDs, local codes and days; only the mark differs, which stands in
every text that a page may show. So a query that forgets its tenant shows a foreign mark. The rooms of the world, each
filled by a step, stand in tests/rooms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from psycopg import sql
from werkzeug.routing import Rule

from app.access import sessions
from app.kernel.cluster import Cluster
from app.kernel.db import db
from app.plans.models import BillingNotice
from app.tenants.scope import as_platform, in_tenant
from tests import database, places
from tests.cast import Person
from tests.factories import clinic, counter, money, plans, shelf, wire
from tests.factories.clinic import ALPHA, BETA, DELTA, GAMMA, Mark
from tests.lists import lists_of_all_kinds
from tests.page import PageClient
from tests.rooms.asking import approvals_of_all_kinds
from tests.rooms.billing import a_saved_view, claims_of_all_kinds, the_habits, two_batches
from tests.rooms.desk import (
    a_request_for_branches,
    a_request_to_go_live,
    park_a_form,
    the_checks,
    the_patients,
    the_people,
)
from tests.rooms.leaving import a_change_of_mind, an_export
from tests.rooms.letters import papers_of_all_kinds, trouble, words_with_payers
from tests.rooms.names import CIVIL_IDS, MARKS, NAMES, OWNERS, PEOPLE, PHONES, Ids
from tests.rooms.outcomes import after_answers
from tests.rooms.prices import master_data
from tests.rooms.support import a_question_of_support

__all__ = [
    "CIVIL_IDS",
    "MARKS",
    "NAMES",
    "PEOPLE",
    "PHONES",
    "World",
    "build",
    "keep_index",
    "read_index",
]


@dataclass
class World:
    """The application on a copy of the world, the ids of its rows, and its people."""

    app: Flask
    named: dict[str, dict[str, str]]
    tokens: dict[str, str]
    people: dict[str, Person]
    payers: dict[str, str]
    renew: Any = field(repr=False, default=None)

    def as_(self, name: str) -> PageClient:
        """A browser at which this person is signed in; "" for nobody."""
        client = self.app.test_client()
        if name:
            client.set_cookie(sessions.cookie_name(self.app), self.tokens[name])
        return PageClient(self.app, client)

    def pages(self, key: str, part: str) -> Iterator[tuple[Rule, str]]:
        """Every page of a clinic in a part of the house, in every state a row of the world is in."""
        return places.pages(self.app, self.named[key], self.payers, part)

    def tenant_id(self, key: str) -> UUID:
        return self.people[OWNERS[key]].tenant_id


def build(app: Flask, cluster: Cluster, people: dict[str, Person]) -> str:
    """Fill both clinics; returns the index of their rows as JSON."""
    with app.app_context():
        clinic.make_codes()
        db.session.remove()
        with as_platform():
            plans.sell()
            db.session.commit()
        tokens = {
            person.name: sessions.start(person.user_id, person.tenant_id, device="Test browser")
            for person in people.values()
        }
    named = {}
    with wire.in_process(app, cluster, "sandbox_world") as simulator:
        for key, owner in OWNERS.items():
            with app.app_context():
                named[key] = _fill(app, key, people[owner], simulator)
            park_a_form(app, named[key], people[owner], tokens[owner])
    with app.app_context():
        payers = {payer: str(clinic.payer_id(payer)) for payer in (ALPHA, BETA, GAMMA, DELTA)}
    index = {"named": _as_text(named), "tokens": tokens, "payers": payers}
    return json.dumps(index)


def _as_text(named: dict[str, Ids]) -> dict[str, dict[str, str]]:
    return {key: {name: str(one) for name, one in ids.items()} for key, ids in named.items()}


def _fill(app: Flask, key: str, owner: Person, simulator: wire.Simulator) -> Ids:
    ids, mark = Ids(), MARKS[key]
    steps = (
        the_people, master_data, the_patients, the_checks, claims_of_all_kinds, approvals_of_all_kinds, papers_of_all_kinds, two_batches, words_with_payers, a_saved_view, the_habits, _shelf, _counter, lists_of_all_kinds, an_export, trouble, a_request_to_go_live, a_request_for_branches,
    )  # fmt: skip
    for step in steps:
        with in_tenant(owner.tenant_id, owner.user_id):
            step(ids, mark, owner)
            db.session.commit()
        if step in (the_checks, claims_of_all_kinds, approvals_of_all_kinds, two_batches):
            wire.deliver_all(owner.tenant_id)
    after_answers(ids, key, owner, simulator)
    plans.everything(ids, mark, owner.tenant_id, owner.user_id)
    with in_tenant(owner.tenant_id, owner.user_id):
        money.everything(ids, mark)
        db.session.add(BillingNotice(kind="claims_80", about="2026-09"))
        db.session.commit()
    a_change_of_mind(owner)
    a_question_of_support(ids, owner)
    return ids


def _shelf(ids: Ids, mark: Mark, owner: Person) -> None:
    shelf.everything(ids, mark)


def _counter(ids: Ids, mark: Mark, owner: Person) -> None:
    counter.everything(ids, mark)


def keep_index(cluster: Cluster, index: str) -> None:
    """The index lies on the template itself: it is there if and only if the world is whole."""
    with database.admin(cluster) as connection:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(database.WORLD), sql.Literal(index)
            )
        )


def read_index(cluster: Cluster) -> dict[str, Any] | None:
    """The index of the world, or None while there is no whole one."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with database.admin(cluster) as connection:
        row = connection.execute(query, [database.WORLD]).fetchone()
    return json.loads(row[0]) if row and row[0] else None
