"""Where the answers lead, as pages; and what is kept on the way."""

from __future__ import annotations

import pytest

SAID = {
    "hospital": ([("entity", "hospital")], "connects system to system"),
    "insurer": ([("entity", "insurer")], "not for your establishment"),
    "TPA": ([("entity", "tpa")], "not for your establishment"),
    "government": ([("entity", "government")], "not for your establishment"),
    "medical centre": ([("entity", "medical_center"), ("contracts", "yes")], "two ways"),
    "large pharmacy": ([("entity", "pharmacy"), ("branches", "11"), ("systems", "yes")], "connects system to system"),
    "ten branches": ([("entity", "pharmacy"), ("branches", "١٠"), ("systems", "no"), ("contracts", "yes")], "We will check"),
    "no contract": ([("entity", "clinic"), ("contracts", "no")], "First a contract"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_the_answers_lead_to_a_page_that_says_so(applicant, case):
    answers, words = SAID[case]
    applicant.post("/begin")
    for question, value in answers:
        last = applicant.post(f"/questions/{question}", {question: value})
    assert last.location.endswith("/apply/outcome")
    assert words in applicant.get("/outcome").heading


def test_a_small_pharmacy_is_asked_on(applicant):
    applicant.post("/begin")
    steps = [("entity", "pharmacy"), ("branches", "9"), ("systems", "no"), ("contracts", "yes")]
    told = [applicant.post(f"/questions/{name}", {name: value}).location for name, value in steps]
    assert [one.rpartition("/")[2] for one in told] == ["branches", "systems", "contracts", "payers"]  # fmt: skip


def test_a_stopped_application_is_kept_as_a_lead_and_opens_again(applicant):
    applicant.post("/begin")
    applicant.post("/questions/entity", {"entity": "hospital"})
    applicant.post("/save", {"email": "info@big-hospital.om"})
    assert applicant.get("/check", 303).location.endswith("/apply/outcome")
    assert applicant.post("/questions/entity", {"entity": "clinic"}).location.endswith("/contracts")


def test_a_wrong_answer_is_named_and_kept_and_nothing_is_lost(applicant):
    applicant.answer(email={"email": "info@noor-clinic.om"})
    page = applicant.post("/questions/email", {"email": "Info@GMAIL.com"}, 422)
    assert "address of free mail" in page.errors[0]
    assert page.value("email") == "Info@GMAIL.com"
    assert "info@noor-clinic.om" in applicant.get("/check").text


def test_without_an_application_every_page_leads_to_the_first(applicant):
    paths = ("/questions/entity", "/outcome", "/check", "/sent", "/save", "/tasks", "/papers/civil_id", "/data-sheet",
             "/data-sheet.xlsx", "/whitelisting-form", "/whitelisting-form.pdf", "/submit", "/withdraw")  # fmt: skip
    led = {applicant.get(path, 303).location.rpartition("/")[2] for path in paths}
    assert led == {"apply"}


def test_pages_out_of_turn_lead_to_where_the_application_stands(applicant):
    applicant.answer()
    led = {applicant.get(path, 303).location for path in ("/tasks", "/submit", "/papers/civil_id")}
    assert {one.rpartition("/")[2] for one in led} == {"check"}
    applicant.confirm()
    assert applicant.get("/questions/entity", 303).location.endswith("/tasks")
    assert applicant.post("/questions/phone", {"phone": "99887766"}).location.endswith("/tasks")
