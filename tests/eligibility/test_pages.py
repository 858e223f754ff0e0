"""The way from a card to an answer, as people of each role walk it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.eligibility import service
from app.eligibility.models import EligibilityCheck
from app.exchange.messages import EligibilityAnswer, PolicyAnswer, Refusal, Reply
from app.exchange.models import Lane
from app.kernel.clock import now
from app.kernel.db import db
from app.patients.service import add_policy, register
from app.patients.values import NewDocument, NewPatient, NewPolicy
from app.reference.queries import payer_by_licence
from app.tenants.scope import find

pytestmark = pytest.mark.usefixtures("clock")

GOOD = PolicyAnswer(
    in_force=True, member_number="G-77", plan_name="Gold", valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31), copay_percent=Decimal(10), copay_max=Decimal("3.000"),
)  # fmt: skip
ENDED = replace(
    GOOD, in_force=False, valid_to=date(2025, 12, 31), not_in_force=Refusal(code="not-active")
)


@pytest.fixture
def salim(inside):
    with inside("huda"):
        one = register(
            NewPatient(
                name_en="Salim Rashid", name_ar="سالم راشد", birth_date=date(1988, 3, 12), sex="male",
                document=NewDocument(kind="civil_id", number="12345678"),
                policy=NewPolicy(payer_id=payer_by_licence("DEMO-GAMMA").id, valid_from=date(2026, 1, 1)),
            )
        ).id  # fmt: skip
        db.session.commit()
        return one


@pytest.fixture
def hear(inside):
    """`hear(location, policy)` lets the insurer answer the check whose page that is."""

    def answer(location, *policies, **changes):
        with inside("huda"):
            check = find(EligibilityCheck, the_id(location))
            service.apply_answer(
                Reply(
                    kind="eligibility", message_id=check.message_id, subject_kind=service.SUBJECT,
                    subject_id=check.id, received_at=now(), inbound_id=uuid4(),
                    answer=EligibilityAnswer(**{"outcome": "complete", "policies": policies, **changes}),
                )
            )  # fmt: skip
            db.session.commit()

    return answer


def the_id(location: str) -> UUID:
    return UUID(location.rstrip("/").rsplit("/", 1)[1])


def said(page) -> str:
    """The words of the page without the gaps that isolated values leave before a full stop."""
    return re.sub(r"\s+([.,،])", r"\1", page.text)


def ask(person, number="12345678"):
    return person.post("eligibility.ask_at_desk", {"number": number}).location


@pytest.mark.parametrize("typed", ["12345678", "١٢٣٤٥٦٧٨", "1234 5678"])
def test_a_number_and_enter_ask_the_insurer(as_, salim, typed):
    huda = as_("huda")
    location = ask(huda, typed)
    assert "/eligibility/checks/" in location
    assert "12345678" not in location
    page = huda.get(location)
    assert "Asking GammaIns." in said(page)
    assert page.with_class("chip")
    (piece,) = [e for e in page.tree.iter() if e.get("id") == "answer"]
    assert piece.get("hx-trigger") == "every 1s"
    assert 'http-equiv="refresh"' in page.html


def test_the_answer_is_a_sentence_with_its_age_and_source(as_, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    hear(location, GOOD)
    page = huda.get(location)
    assert (
        "Covered by GammaIns under the plan Gold. The patient pays 10%, at most OMR 3.000 for one visit."
        in said(page)
    )
    assert "Valid until 31 Dec 2026, that day included." in said(page)
    for shown in ("just now", "Dhamani (simulated)", "22 Nov 2026", "Huda", "G-77"):
        assert shown in page.text
    assert "hx-trigger" not in page.html


def test_the_piece_tells_the_page_to_stop_asking(as_, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    assert huda.client.get(f"{location}/answer").status_code == 200
    hear(location, GOOD)
    piece = huda.client.get(f"{location}/answer")
    assert piece.status_code == 286
    assert "Covered by" in piece.text
    assert "hx-get" not in piece.text


def test_not_covered_has_a_reason_and_a_way_on(as_, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    hear(location, ENDED)
    page = huda.get(location)
    assert "Not covered: the policy with GammaIns ended on 31 Dec 2025." in said(page)
    assert "The patient may pay today." in said(page)
    assert f"/eligibility/patients/{salim}" in page.links
    assert "Ask again" in page.text


def test_could_not_be_determined_is_another_answer(as_, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    hear(location, outcome="error", refusals=(Refusal(code="GE-00012", text="Payer away"),))
    page = huda.get(location)
    assert "Not determined: GammaIns cannot be reached at the moment." in said(page)
    assert "Payer away" in page.text
    assert "Not covered" not in page.text


def test_while_the_line_is_down_the_last_answer_is_provisional(as_, inside, salim, hear, clock):
    huda = as_("huda")
    hear(ask(huda), GOOD)
    clock.shift(timedelta(days=2))
    huda = as_("huda")
    location = ask(huda)
    with inside("huda"):
        db.session.execute(
            update(Lane).values(failures=5, failing_since=datetime(2026, 11, 24, 5, 2, tzinfo=UTC))
        )
        db.session.commit()
    page = huda.get(location)
    assert "has been down since 24 Nov 2026, 09:02" in page.text
    assert "Provisional" in page.text
    assert "2 days ago" in page.text
    assert "Covered by GammaIns" in page.text


def test_an_unknown_number_offers_search_and_registration(as_):
    huda = as_("huda")
    page = huda.post("eligibility.ask_at_desk", {"number": "87654321"}, status=422)
    assert page.heading == "Nobody here has this number"
    assert page.value("number") == "87654321"
    form = huda.post(
        "patients.start",
        {"kind": "civil_id", "number": "87654321", "then": "eligibility"},
        status=200,
    )
    assert form.value("number") == "87654321"
    done = huda.post(
        "patients.register",
        {"kind": "civil_id", "number": "87654321", "name_en": "Maha", "then": "eligibility"},
    )
    assert "/eligibility/patients/" in done.location
    assert "Choose the insurer on the patient's card." in huda.get(done.location).text


def test_a_doctor_is_not_offered_registration(as_):
    page = as_("salim").post("eligibility.ask_at_desk", {"number": "87654321"}, status=422)
    assert "Register with this number" not in page.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Type the number on the patient's card."), ("12/é", "may hold Latin letters")],
)
def test_a_wrong_number_is_kept_and_explained(as_, typed, says):
    page = as_("huda").post("eligibility.ask_at_desk", {"number": typed}, status=422)
    assert says in page.errors[0]
    assert page.value("number") == typed


def test_several_insurers_are_a_choice(as_, inside, salim):
    huda = as_("huda")
    with inside("huda"):
        beta = payer_by_licence("DEMO-BETA").id
        add_policy(salim, NewPolicy(payer_id=beta, valid_from=date(2026, 1, 1)))
        db.session.commit()
    location = ask(huda)
    assert location == f"/eligibility/patients/{salim}"
    page = huda.get(location)
    assert {"GammaIns", "BetaTPA"} <= {row[0] for row in page.rows()}
    asked = huda.post("eligibility.ask", {"payer_id": str(beta)}, patient_id=salim)
    assert "Asking BetaTPA." in said(huda.get(asked.location))
    assert huda.post(
        "eligibility.ask", {"payer_id": str(uuid4())}, status=422, patient_id=salim
    ).errors


def test_from_the_patients_page_with_one_button(as_, salim, hear):
    huda = as_("huda")
    location = huda.post("eligibility.ask", patient_id=salim).location
    hear(location, GOOD)
    page = huda.get("patients.show", patient_id=salim)
    (chip,) = page.with_class("chip")
    words = " ".join(" ".join(chip.itertext()).split())
    for shown in (
        "Covered",
        "GammaIns",
        "Gold",
        "until 31 Dec 2026",
        "by Huda",
        "Dhamani (simulated)",
    ):
        assert shown in words
    assert "Eligibility: Covered" in page.text


def test_asking_again_is_a_new_question(as_, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    hear(location, ENDED)
    again = huda.post("eligibility.ask_again", check_id=the_id(location)).location
    assert again != location


def test_the_answer_is_taken_over_by_a_person(as_, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    hear(location, GOOD)
    assert ["Plan", "–", "Gold"] in huda.get(location).rows()
    page = huda.post("eligibility.adopt", check_id=the_id(location), follow=True)
    assert "is as the insurer says now" in page.text
    assert any("Gold" in row[1] for row in page.rows())
    assert (
        "There is nothing to take over"
        in huda.post("eligibility.adopt", check_id=the_id(location), follow=True).text
    )


def test_a_policy_that_is_not_on_file_is_offered_and_added_with_one_button(as_, inside, hear):
    huda = as_("huda")
    with inside("huda"):
        civil = NewDocument(kind="civil_id", number="23456789")
        maha = register(
            NewPatient(
                name_en="Maha",
                name_ar="مها",
                birth_date=date(1990, 5, 1),
                sex="female",
                document=civil,
            )
        ).id
        gamma = payer_by_licence("DEMO-GAMMA").id
        db.session.commit()
    location = huda.post("eligibility.ask", {"payer_id": str(gamma)}, patient_id=maha).location
    assert "Add this policy" not in huda.get("patients.show", patient_id=maha).text
    hear(location, GOOD)
    page = huda.get(location)
    assert "This policy is not on file yet" in page.text
    assert "otherwise than the policy on file" not in page.text
    page = huda.get("patients.show", patient_id=maha)
    assert "Add this policy" in page.text
    assert location in page.links
    page = huda.post("eligibility.adopt", check_id=the_id(location), follow=True)
    assert any("Gold" in row[1] for row in page.rows())
    assert "Add this policy" not in page.text
    assert "Add this policy" not in huda.get(location).text


def test_a_policy_on_file_that_ended_is_not_offered_anew(as_, salim, hear):
    huda = as_("huda")
    hear(ask(huda), ENDED)
    assert "Add this policy" not in huda.get("patients.show", patient_id=salim).text


def test_the_list_of_today_filters(as_, salim, hear):
    huda = as_("huda")
    hear(ask(huda), GOOD)
    assert huda.get("eligibility.checks").rows()[0][0] == "Covered"
    assert huda.get("eligibility.checks", verdict="covered").rows()
    assert not huda.get("eligibility.checks", verdict="not_covered").rows()
    assert not huda.get("/eligibility/checks?day-day=21&day-month=11&day-year=2026").rows()
    wrong = huda.get("/eligibility/checks?day-day=31&day-month=2&day-year=2026", status=422)
    assert wrong.value("day-day") == "31"


def test_reading_an_answer_leaves_a_trace(as_, inside, salim, people):
    location = ask(as_("huda"))
    as_("nadia").get(location)
    with inside("amal"):
        query = select(AuditEvent.actor_id).where(AuditEvent.event == "eligibility.opened")
        assert list(db.session.scalars(query)) == [people["nadia"].user_id]


def test_a_strangers_check_is_a_404(as_, inside, salim):
    location, salma = ask(as_("huda")), as_("salma")
    found = [salma.answer("GET", location + part) for part in ("", "/answer", "/slip")]
    assert found == [404, 404, 404]
    assert salma.answer("POST", "eligibility.ask", patient_id=salim) == 404
    with inside("salma"):
        assert db.session.scalars(select(EligibilityCheck)).all() == []


def test_the_answer_in_arabic(as_, salim, hear):
    huda = as_("huda")
    huda.post("/language", {"language": "ar", "next": "/"})
    location = ask(huda)
    hear(location, GOOD)
    page = huda.get(location)
    assert (
        "مشمول بتغطية غاما للتأمين ضمن خطة Gold. يدفع المريض 10%، بحد أقصى 3.000 ر.ع. للزيارة الواحدة."
        in said(page)
    )
    assert "ضماني (محاكاة)" in page.text


def test_the_slip_is_a_pdf_and_says_provisional(as_, app, salim, hear):
    huda = as_("huda")
    location = ask(huda)
    paper = huda.client.get(f"{location}/slip")
    if paper.status_code == 303:
        pytest.skip("the PDF library is not installed on this machine")
    assert paper.data.startswith(b"%PDF")
    assert paper.headers["Content-Type"] == "application/pdf"
