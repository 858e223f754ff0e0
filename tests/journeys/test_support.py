"""C12: an owner lets support look, two of the operator see to it, and the owner ends it; by keyboard alone, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.demo import operators, setting
from app.demo.operators import OPERATORS, Operator
from app.demo.people import PASSWORD, Staff
from app.kernel import clock
from app.kernel.db import db
from app.tenants.scope import in_tenant
from tests.journeys.behind import behind
from tests.journeys.conftest import NARROWEST, PHONE, WIDE
from tests.journeys.desk import next_code
from tests.journeys.keys import press_enter, tab_to
from tests.journeys.test_going_live import sign_in
from tests.journeys.walk import Walk

OMAR, LINA = OPERATORS


def open_clinic(language: str) -> str:
    """A clinic with its owner, and the operator's two people; the owner's address."""
    email = f"owner@sur-{language}.example"
    begins = clock.today() - timedelta(days=30)
    identity = setting.open_clinic(f"sur-{language}", f"Sur Clinic {language}", "عيادة صور", ("Sur", "صور"), begins)  # fmt: skip
    with in_tenant(identity):
        setting._seat(Staff(f"sur-{language}", email, "Huda Al Nabhani", "هدى النبهانية", "owner", language))  # fmt: skip
        db.session.commit()
    operators.seat()
    return email


def come_to_the_desk(one: Walk, who: Operator) -> None:
    one.open("/desk/sign-in")
    fill(one, "#email", who.email)
    fill(one, "#password", PASSWORD)
    with one.new_page():
        one.press("Enter")
    give_code(one, who)
    if one.arabic and one.page.locator("html[lang=en]").count():
        press_enter(one, ".language button")


def give_code(one: Walk, who: Operator) -> None:
    fill(one, "#code", next_code(who.secret))
    with one.new_page():
        one.press("Enter")


def fill(one: Walk, box: str, words: str) -> None:
    tab_to(one, box)
    one.page.keyboard.type(words)


def take(one: Walk, box: str) -> None:
    """The first choice of a drop-down."""
    tab_to(one, box)
    one.press("ArrowDown")


def grant(huda: Walk) -> None:
    huda.open("/support/")
    huda.look("support-nothing-granted")
    take(huda, "#reason")
    take(huda, "#hours")
    with huda.new_page():
        huda.press("Control+Enter")
    huda.look("support-granted")


def ask(lina: Walk) -> None:
    lina.open("/desk?grant=granted")
    lina.look("support-desk-tenants")
    press_enter(lina, "main tbody th a")
    press_enter(lina, "main a[href$='/support']")
    fill(lina, "#reason", "T")
    fill(lina, "#ticket", "T-17")
    take(lina, "#minutes")
    with lina.new_page():
        lina.press("Control+Enter")
    lina.look("support-desk-asked")


def begin(lina: Walk) -> None:
    lina.open("/desk/support")
    press_enter(lina, "main a[href$='/begin']")
    lina.look("support-desk-begin")
    give_code(lina, LINA)
    frame = lina.page.locator(".support-frame")
    expect(frame).to_contain_text(lina.says("10 minutes left", "بقيت 10 دقائق"))
    lina.look("support-framed-home")
    lina.open("/patients")
    lina.look("support-framed-patients")
    lina.page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
    lina.look("support-framed-narrow")


@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
def test_support_looks_by_the_owners_grant(walk, live, language, size):
    with behind(live):
        email = open_clinic(language)
    huda, lina, omar = (walk(language, size, whose=None) for _ in range(3))
    sign_in(huda, email)
    grant(huda)
    come_to_the_desk(lina, LINA)
    ask(lina)
    come_to_the_desk(omar, OMAR)
    omar.open("/desk/support")
    omar.look("support-desk-looks")
    press_enter(omar, "main form[action$='/approve'] button")
    begin(lina)
    huda.open("/practitioners/")
    huda.look("support-line")
    press_enter(huda, "[data-looked-on] a")
    expect(huda.page.locator("#look tbody")).to_contain_text("/patients")
    huda.look("support-look")
    press_enter(huda, "main form[action$='/end'] button")
    huda.sees("The owner ended it", "أنهاها المالك")
    lina.open("/desk/support")
    lina.sees("Nothing is asked for", "لا توجد طلبات")
    lina.open("/desk/walls")
    lina.look("support-desk-walls")
