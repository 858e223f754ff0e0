"""A clinic applies: from the first page to the list of tasks, by keyboard alone, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import applying
from tests.journeys.conftest import PHONE, WIDE


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_a_clinic_applies_by_keyboard_alone(walk, live, language, size):
    one = walk(language, size, whose=None)
    address = f"journey-{language}@noor-clinic.om"
    applying.answer_questions(one, address)
    applying.follow_letter(one, live, address)
    expect(one.page.locator(".task")).to_have_count(6)
    one.look("apply-tasks")
    for path in ("papers/civil_id", "data-sheet", "withdraw"):
        one.open(f"/apply/{path}")
        one.look(f"apply-{path.replace('/', '-')}")
