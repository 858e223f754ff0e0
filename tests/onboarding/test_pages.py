"""Applying, page by page, without script: from the first page to FSA."""

from __future__ import annotations

from tests.onboarding.conftest import newest_letter


def test_from_the_first_page_to_fsa(applicant):
    assert "/apply/questions/entity" in applicant.post("/begin").location
    assert applicant.answer().location.endswith("/apply/check")
    assert "هدى بنت سعيد" in applicant.get("/check").text
    assert applicant.confirm().location.endswith("/apply/tasks")
    page = applicant.get("/tasks")
    assert page.text.count("Not yet started") == 4
    assert page.text.count("Cannot start yet") == 2
    applicant.finish()
    assert applicant.get("/tasks").text.count("Completed") == 5
    applicant.get("/submit")
    assert applicant.post("/submit", {}, 422).errors == ["Tick the box to go on."]
    applicant.post("/submit", {"sure": "y"})
    sent = applicant.get("/tasks").text
    # Sunday 22 November: five and ten working days later, National Day falls on the weekend.
    assert "29 Nov 2026" in sent
    assert "6 Dec 2026" in sent
    assert "Waiting for FSA" in sent
    assert "2026-12-06" in newest_letter(applicant.browser.app).text
    assert applicant.get("/papers/civil_id", 303).location.endswith("/apply/tasks")
