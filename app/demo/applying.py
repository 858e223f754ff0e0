"""Applications at the front door in three states: begun, collecting papers, sent to FSA."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import current_app

from app.demo.answers import picture
from app.kernel import clock
from app.kernel.db import db
from app.kernel.sheets import Column, Table, write_table
from app.onboarding import answers, papers, sheet, sheets, submitting
from app.onboarding.history import move
from app.onboarding.models import Application
from app.onboarding.papers import PaperDraft
from app.onboarding.tasks import CIVIL_ID, LICENCE, REGISTRATION, WHITELISTING

WHITE = 255
TOLD = {
    "name_en": "Al Wafa Clinic", "name_ar": "عيادة الوفاء", "governorate": "Muscat", "wilayat": "Bawshar",
    "address": "Building 12, Al Khuwair Street", "branches": "1", "practitioners": "4", "licence": "DEMO-MOH-77",
    "registration": "1200077", "representative": "Dr Huda", "phone": "91000077", "email": "huda@alwafa.example",
    "payers": "Demo Insurance",
}  # fmt: skip


def play() -> None:
    """Three applications through the real verbs; commits."""
    # Letters name pages of ours, and only a request knows their addresses.
    with current_app.test_request_context():
        _begin("pharmacy", "desk@ten-branches.example", branches="10", systems="no")
        db.session.commit()
        one = _begin("polyclinic", "office@seef-polyclinic.example")
        _collect(one, (CIVIL_ID, REGISTRATION))
        db.session.commit()
        send_whole(TOLD["email"])


def send_whole(email: str, language: str = "en") -> str:
    """A clinic's application with all that is asked, sent; its reference. In a request; commits."""
    whole = _begin("clinic", email, language)
    _collect(whole, (CIVIL_ID, REGISTRATION, LICENCE))
    sheets.keep(whole, _sheet())
    papers.keep(whole, WHITELISTING, PaperDraft(body=picture(WHITE)))
    submitting.submit(whole)
    reference = whole.reference
    db.session.commit()
    return reference


def _begin(kind: str, email: str, language: str = "en", **more: str) -> Application:
    """All questions answered; a polyclinic stands under the same word of FSA's list as a medical centre."""
    application, _token = answers.begin(language)
    entity = "medical_center" if kind == "polyclinic" else kind
    given: dict[str, Any] = {
        "entity": entity, **more, "contracts": "yes", "payers": ([], TOLD["payers"]),
        "representative": TOLD["representative"], "email": email, "phone": "+96891000077",
    }  # fmt: skip
    for question, value in given.items():
        answers.answer(application, question, value)
    return application


def _collect(application: Application, kinds: tuple[str, ...]) -> None:
    """The mailbox is confirmed as its link would do it, and papers are added."""
    application.confirmed_at = clock.now()
    move(application, "confirmed")
    for kind in kinds:
        draft = PaperDraft("1200077", _a_year_on(), picture(WHITE))
        papers.keep(application, kind, draft)


def _a_year_on() -> date:
    return clock.today() + timedelta(days=365)


def _sheet() -> bytes:
    made = sheet.table(TOLD | {"licence_to": _a_year_on().isoformat()})
    columns = [Column(column.label) for column in made.columns]
    return write_table("xlsx", Table(made.title, columns, made.rows), right_to_left=False)
