"""What a receptionist does with a claim, key by key, in either language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import expect

from tests.journeys import stage
from tests.journeys.running import House
from tests.journeys.walk import Walk

CLINIC = "DEMO-P-NOOR"
NUMBER = "[data-reference], .confirmation-reference"


def patient_page(one: Walk, civil_id: str) -> None:
    """To the patient's page, as somebody who has the card in hand."""
    one.open("/patients")
    one.type(civil_id)
    with one.new_page():
        one.press("Enter")
    with one.new_page():
        one.main.get_by_role("link", name=stage.person(civil_id).name_en).press("Enter")


def check_cover(one: Walk, civil_id: str) -> None:
    """Ask the insurer and wait for the answer."""
    one.open("/eligibility")
    one.type(civil_id)
    with one.new_page():
        one.press("Enter")
    one.sees("Covered by", "مشمول بتغطية")


def choose(one: Walk, words: str) -> None:
    """Type into the box in hand and take the first thing found; Tab moves on."""
    one.type(words)
    expect(one.page.locator(".ts-dropdown:visible .option").first).to_be_visible()
    one.press("Tab")


def begin(one: Walk) -> None:
    """From the patient's page to the empty claim; the cursor waits for the diagnosis."""
    with one.new_page():
        one.press("KeyN")
    expect(one.focused).to_have_id("diagnoses-0-code-ts-control")


def diagnose_and_charge(
    one: Walk, words: str, code: str | None, services: Sequence[str] = "12"
) -> None:
    """One diagnosis by words, one by its code, and services by their favourite digits or, in capitals, their codes."""
    choose(one, words)
    if code is not None:
        one.press("Enter")
        choose(one, code)
        one.press("Tab")
    for place, service in enumerate(services):
        one.press("Tab")
        expect(one.focused).to_have_id(f"lines-{place}-service-ts-control")
        if service.isdigit():
            one.press(f"Digit{service}")
        else:
            choose(one, service)
        if place + 1 < len(services):
            # Choosing by words ends with a Tab of its own.
            one.press(*["Tab"] * (4 if service.isdigit() else 3))


def to_practitioner(one: Walk, key: str = "End") -> None:
    """From the last service to the practitioner: the last one of the list, or by "Home" nobody."""
    box = one.page.locator("#practitioner")
    for _ in range(20):
        one.press("Tab")
        if one.focused.get_attribute("id") == "practitioner":
            break
    expect(box).to_be_focused()
    one.press(key)


def go_on(one: Walk) -> None:
    with one.new_page():
        one.press("Control+Enter")


def send_standard(one: Walk, civil_id: str, services: Sequence[str] = "1") -> str:
    """A whole claim, checked and sent; its number."""
    check_cover(one, civil_id)
    patient_page(one, civil_id)
    begin(one)
    diagnose_and_charge(one, "j06", None, services)
    to_practitioner(one)
    go_on(one)
    one.sees("Check before you send", "تحقق قبل الإرسال")
    go_on(one)
    return number_of(one)


def number_of(one: Walk) -> str:
    """The reference on the confirmation page."""
    one.sees("The claim is on its way", "المطالبة في طريقها")
    found = [word for word in one.text().split() if word.startswith("C-")]
    assert len(found) == 1, found
    return found[0]


def follow(one: Walk) -> None:
    """From the confirmation to the claim."""
    with one.new_page():
        one.main.locator("a.btn-primary").press("Enter")


def state_of(one: Walk, number: str) -> str:
    """The claim's status as the list says it."""
    one.open(f"/claims/?number={number}")
    (row,) = one.page.locator("main table tbody tr").all()
    return row.locator("td").nth(4).inner_text().strip()


def in_ledger(house: House, number: str) -> list[dict[str, Any]]:
    """The effective claims the exchange holds under this number."""
    held = house.exchange.ledger("claims", sender=CLINIC)
    return [claim for claim in held if claim["focal_value"].startswith(number)]
