"""An applicant at a browser, and what a whole application needs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask

from app.kernel.db import db
from app.kernel.sheets import Column, Table, read_table, write_table
from app.mail import service as mail
from app.reference.queries import payers
from tests.conftest import A_SUNDAY_MORNING
from tests.factories import paper
from tests.page import Page, PageClient

FILLED = {
    1: "Noor Clinic", 2: "عيادة النور", 6: "Muscat", 7: "Seeb", 8: "Building 4, Street 12",
    10: "1", 11: "3", 9: "91234567", 3: "1234567", 4: "MOH-1", 5: "2028-12-31",
}  # fmt: skip


@dataclass
class Applicant:
    """One browser of an applicant."""

    browser: PageClient
    email: str = "info@noor-clinic.om"
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, path: str, status: int = 200) -> Page:
        return self.browser.get(f"/apply{path}", status)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303) -> Page:
        return self.browser.post(f"/apply{path}", data or {}, status)

    def send_file(self, path: str, body: bytes, status: int = 303, name: str = "a.pdf", **words: str) -> Page:  # fmt: skip
        data = {"csrf_token": self.browser.csrf(), "_once": str(uuid4()), **words}
        data["file"] = (io.BytesIO(body), name)
        answer = self.browser.client.post(f"/apply{path}", data=data, buffered=True)
        page = Page(answer)
        assert page.status == status, page.html[:800]
        return page

    def answer(self, **more: dict[str, Any]) -> Page:
        """All questions of a clinic, from the first page to the check."""
        self.post("/begin")
        given = {
            "entity": {"entity": "clinic"}, "contracts": {"contracts": "yes"},
            "payers": {"others": "Demo Insurance"}, "representative": {"representative": "هدى بنت سعيد"},
            "email": {"email": self.email}, "phone": {"phone": "9123 4567"}, **more,
        }  # fmt: skip
        last = None
        for question, data in given.items():
            last = self.post(f"/questions/{question}", data)
        assert last is not None
        return last

    def confirm(self) -> Page:
        """Send the letter, and open the link in it here."""
        self.post("/check")
        return self.follow(link_in(newest_letter(self.browser.app)))

    def follow(self, link: str) -> Page:
        path = link.partition("/apply")[2]
        self.get(path)
        return self.post(path)

    def finish(self) -> None:
        """Every paper and the sheet."""
        day = {"expires_on-day": "31", "expires_on-month": "12", "expires_on-year": "2028"}
        pdf = paper.a_pdf()
        self.send_file("/papers/civil_id", pdf, number="12345678", **day)
        self.send_file("/papers/commercial_registration", pdf, number="1234567", **day)
        self.send_file("/papers/moh_licence", pdf, number="MOH-1", **day)
        self.send_file("/data-sheet", self.filled_sheet(), name="sheet.xlsx")
        self.send_file("/whitelisting-form", pdf)

    def filled_sheet(self, **changes: str) -> bytes:
        """The sheet as it was downloaded, filled in; changes by line as l3="…"."""
        given = self.browser.client.get("/apply/data-sheet.xlsx", buffered=True).get_data()
        return filled(given, **changes)


def filled(sheet: bytes, **changes: str) -> bytes:
    """A downloaded sheet, filled in; changes by line as l3="…"."""
    first, *rows = read_table(sheet)
    for number, answer in (FILLED | {int(name[1:]): value for name, value in changes.items()}).items():  # fmt: skip
        rows[number - 1][3] = answer
    columns = [Column(label) for label in first]
    return write_table("xlsx", Table("Sheet", columns, rows), right_to_left=False)


def newest_letter(app: Flask) -> mail.Letter:
    with app.app_context():
        found = mail.outbox()
        db.session.remove()
    return found[0].letter


def letters(app: Flask) -> list[mail.Letter]:
    with app.app_context():
        found = mail.outbox()
        db.session.remove()
    return [one.letter for one in found]


def link_in(letter: mail.Letter) -> str:
    found = re.search(r"http://\S+/apply/return/[\w-]{43}", letter.text)
    assert found, letter.text
    return found[0]


@pytest.fixture(autouse=True)
def _sunday() -> Iterator[None]:
    with time_machine.travel(A_SUNDAY_MORNING):
        yield


@pytest.fixture
def applicant(app: Flask, as_: Callable[[str], PageClient]) -> Applicant:
    return Applicant(as_(""))


@pytest.fixture
def another(app: Flask, as_: Callable[[str], PageClient]) -> Applicant:
    """The same person at another device, or a stranger."""
    return Applicant(as_(""))


@pytest.fixture
def a_payer(context: None) -> str:
    return str(payers(A_SUNDAY_MORNING.date())[0].id)


def as_runtime(cluster: Any, name: str, statement: str, **settings: str) -> list[Any]:
    """What the runtime role sees in one transaction with these settings."""
    import psycopg

    from tests import database

    url = cluster.url(name, "maqbul_app", database.PASSWORD)
    with psycopg.connect(url) as connection:
        for key, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"app.{key}", value])
        return connection.execute(statement).fetchall()
