"""The simulated exchange on a real PostgreSQL, with a clock that stands and a pause that only notes."""

import base64
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.sandbox import create_app, database, payers, schema
from app.sandbox.config import Settings
from app.sandbox.runtime import Exchange, install
from tests.sandbox import letters
from tests.sandbox.letters import Letter

START = datetime(2026, 11, 22, 5, 15, tzinfo=UTC)


@dataclass
class Time:
    """A clock that moves when told to, and the pauses that were asked for, in seconds."""

    now: datetime = START
    pauses: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def own_database_url(request: pytest.FixtureRequest) -> str:
    """SANDBOX_TEST_DATABASE_URL, else the scratch database of this run."""
    given = os.environ.get("SANDBOX_TEST_DATABASE_URL")
    return given or request.getfixturevalue("sandbox_database_url")


@pytest.fixture(scope="session")
def tables(own_database_url: str) -> str:
    engine = database.connect(Settings(own_database_url))
    database.create(engine)
    engine.dispose()
    return own_database_url


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def settings(tables: str) -> Settings:
    return Settings(tables)


@pytest.fixture(scope="session")
def programme(tables: str) -> Iterator[Flask]:
    """The simulator, started once; `sandbox` is it with empty tables."""
    app = create_app(Settings(tables))
    yield app
    app.extensions["sandbox"].engine.dispose()


@pytest.fixture
def sandbox(programme: Flask, time: Time) -> Flask:
    """An empty exchange with its demo payers at rest, whose clock stands."""
    started: Exchange = programme.extensions["sandbox"]
    exchange = replace(started, clock=time, pause=time.pauses.append)
    install(programme, exchange)
    with exchange.engine.begin() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            if table is not schema.settings:
                connection.execute(table.delete())
        connection.execute(schema.payers.insert(), payers.DEMO_PAYERS)
        payers.switch_exchange(connection, down=False)
    return programme


@dataclass
class Provider:
    """A clinic's programme: it has a token and posts messages."""

    http: FlaskClient
    token: str

    def post(self, letter: Letter | bytes, **headers: str) -> Any:
        raw = letter if isinstance(letter, bytes) else letter.raw
        return self.http.post(
            "/$process-message",
            data=raw,
            content_type="application/fhir+json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def sign_in(self) -> None:
        """A token lives a quarter of an hour."""
        self.token = token_of(self.http).json["access_token"]

    def say(self, letter: Letter) -> dict[str, Any]:
        """Post a letter that is answered by a message; returns the answer's focal resource."""
        answer = self.post(letter)
        assert answer.status_code == 200, answer.data
        return focal_of(json.loads(answer.data))


def focal_of(bundle: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = bundle["entry"][1]["resource"]
    return found


def nested(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Bundle"]


def token_of(http: FlaskClient, client_id: str = "demo-client", secret: str = "demo-secret") -> Any:
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )


@pytest.fixture
def noor(sandbox: Flask) -> Provider:
    http = sandbox.test_client()
    return Provider(http, token_of(http).json["access_token"])


@pytest.fixture
def switch(sandbox: Flask) -> Callable[..., None]:
    """switch("DEMO-BETA", temper="instant") sets a payer as the control door would."""

    def set_payer(licence: str, **wishes: Any) -> None:
        answer = sandbox.test_client().post(f"/_control/payers/{licence}", json=wishes)
        assert answer.status_code == 200, answer.json

    return set_payer


@pytest.fixture
def control(sandbox: Flask) -> Callable[..., Any]:
    """control("pay", payer=..., sender=...) posts to the control door; its JSON, or the refusal's text."""

    def post(path: str, **wishes: Any) -> Any:
        answer = sandbox.test_client().post(f"/_control/{path}", json=wishes)
        return answer.json if answer.status_code == 200 else answer.status_code

    return post


@pytest.fixture
def polled(noor: "Provider", time: Time) -> Callable[..., list[dict[str, Any]]]:
    """polled() is what the clinic fetches now: focal resources, oldest first."""

    def fetch(count: int = 20) -> list[dict[str, Any]]:
        return [focal_of(found) for found in nested(noor.post(letters.poll(time.now, count)).json)]

    return fetch


def outcomes(response: dict[str, Any]) -> list[str]:
    """The judgement of each line of a response."""
    return [
        item["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
        for item in response["item"]
    ]


def reasons(response: dict[str, Any]) -> list[str]:
    """The reasons given in a response, line by line."""
    return [
        entry["reason"]["coding"][0]["code"]
        for item in response["item"]
        for entry in item["adjudication"]
        if "reason" in entry
    ]


def errors(response: dict[str, Any]) -> list[str]:
    """The codes of what is wrong, of a response or of a failed task."""
    found = [entry["code"] for entry in response.get("error", [])]
    found += [
        o["valueCodeableConcept"] for o in response.get("output", []) if "valueCodeableConcept" in o
    ]
    return [one["coding"][0]["code"] for one in found]


@pytest.fixture
def rows(sandbox: Flask) -> Callable[[Any], list[Any]]:
    """rows(table) is what stands in a table, oldest first."""

    def read(table: Any) -> list[Any]:
        engine = sandbox.extensions["sandbox"].engine
        with engine.connect() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)).all())

    return read
