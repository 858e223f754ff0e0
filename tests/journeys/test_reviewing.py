"""An application at the operator's desk: read, given back, answered, approved by two, opened; or refused. By keyboard alone, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app
from playwright.sync_api import expect

from app.demo import applying as sent_applications
from app.kernel import clock
from tests.factories import paper
from tests.journeys import applying
from tests.journeys.behind import behind, letters_to, link_to
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.desk import LINA, OMAR, at_desk
from tests.journeys.keys import fill, filter_by, pick_option, press_enter, write
from tests.journeys.running import wait_until
from tests.journeys.test_people import accept, sign_in_anew
from tests.journeys.walk import Walk

both = pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("ar", PHONE)])
ASKED = {"en": "The second page is missing", "ar": "الصفحة الثانية ناقصة"}
WHY = {"en": "Come back with a contract", "ar": "عودوا إلينا بعد توقيع العقد"}
SOON, LATER = timedelta(days=20), timedelta(days=700)


def open_application(one: Walk, reference: str) -> None:
    """From the queue, filtered by the number on the applicant's page."""
    one.open("/desk/applications")
    filter_by(one, "#reference", reference)
    one.look("desk-applications")
    press_enter(one, "tbody a[href^='/desk/applications/']", most=60)


def approve(one: Walk) -> None:
    press_enter(one, ".decisions form button", most=60)


@both
def test_an_application_is_given_back_approved_by_two_and_opened(walk, live, open_doors, language, size):  # fmt: skip
    address = f"huda@review-{language}.om"
    applicant = walk(language, size, whose=None)
    applying.answer_questions(applicant, address)
    applying.follow_letter(applicant, live, address)
    applying.add_everything(applicant, f"DEMO-MOH-9-{language.upper()}", f"12000{size[0]}", clock.today() + SOON)  # fmt: skip
    reference = applying.send(applicant)
    omar = at_desk(walk, live, open_doors, OMAR, language, size)
    omar.look("desk-tenants")
    open_application(omar, reference)
    read_and_ask(omar, language)
    answer(applicant, live, address, language)
    open_application(omar, reference)
    approve(omar)
    omar.sees("A second person of the desk must approve too", "يلزم أن يوافق شخص ثانٍ")
    expect(omar.page.locator(".decisions form")).to_have_count(0)
    lina = at_desk(walk, live, open_doors, LINA, language, size)
    open_application(lina, reference)
    approve(lina)
    lina.sees("Approved by two", "وافق اثنان")
    lina.look("desk-approved")
    owner = walk(language, size, whose=None)
    account_is_open(owner, live, address)
    invite_again(lina, live, address)
    come_in_as_owner(owner, live, address)


def read_and_ask(omar: Walk, language: str) -> None:
    """What to look at first; a photo beside the answers, which is fetched when it is opened; then the question."""
    expect(omar.page.locator(".flags")).to_contain_text(omar.says("Expires soon", "ينتهي قريبًا"))
    omar.look("desk-application")
    fold = omar.page.locator(".paper-fold").first
    picture = fold.locator("img")
    assert picture.evaluate("one => one.naturalWidth") == 0
    fold.locator("summary").press("Enter")
    picture.evaluate("one => one.decode()")
    assert picture.evaluate("one => one.naturalWidth") > 0
    press_enter(omar, "a[href$='/ask']", most=60)
    omar.look("desk-ask")
    fill(omar, "#moh_licence", ASKED[language])
    press_enter(omar, "main [data-primary]")
    omar.sees("The application was given back", "أُعيد الطلب إلى صاحبه")


def answer(applicant: Walk, live, address: str, language: str) -> None:
    """By the link in the letter: what is asked, the renewed paper, and sending once more."""
    applying.follow_letter(applicant, live, address)
    expect(applicant.main).to_contain_text(ASKED[language])
    applicant.look("apply-returned")
    licence = f"DEMO-MOH-9-{language.upper()}"
    applying.add_paper(applicant, "moh_licence", licence, clock.today() + LATER, paper.a_pdf(pages=2))  # fmt: skip
    applying.send(applicant)


def account_is_open(owner: Walk, live, address: str) -> None:
    """The worker opens it, and writes."""
    opened = owner.says("Your account is open", "فُتح حسابك")

    def told() -> bool:
        return any(letter.subject.startswith(opened) for letter in letters_to(live, address))

    wait_until(told, 60, "the account is open")


def invite_again(lina: Walk, live, address: str) -> None:
    """The letter was lost: the desk has it sent again, and the link before opens nothing."""
    lost = link_to(live, address, "/invitation/")
    lina.open("/desk")
    press_enter(lina, "main tbody a[href^='/desk/tenants/']", most=60)
    lina.look("desk-owner-missing")
    press_enter(lina, "main form[action$='/owner'] button", most=60)
    lina.look("desk-owner-asked-again")
    wait_until(lambda: link_to(live, address, "/invitation/") != lost, 30, "a new letter")


def come_in_as_owner(owner: Walk, live, address: str) -> None:
    """The newest invitation leads to a password, the app, and the first page."""
    owner.open(link_to(live, address, "/invitation/"))
    sign_in_anew(owner, address, accept(owner))
    expect(owner.page.locator(".practice-words")).to_be_visible()
    owner.look("practice-home-new")


@both
def test_a_refusal_is_read_in_the_language_of_the_applicant(walk, live, open_doors, language, size):
    address = f"office@refused-{language}.om"
    with behind(live), current_app.test_request_context():
        reference = sent_applications.send_whole(address, language)
    applicant = walk(language, size, whose=None)
    applicant.open("/apply/come-back")
    write(applicant, "#email", address)
    applying.follow_letter(applicant, live, address)
    omar = at_desk(walk, live, open_doors, OMAR, language, size)
    open_application(omar, reference)
    press_enter(omar, "a[href$='/refuse']", most=60)
    press_enter(omar, "main [data-primary]")
    expect(omar.focused).to_have_attribute("data-error-summary", "")
    omar.look("desk-refuse-without-reason")
    pick_option(omar, "#reason", "no_contract")
    fill(omar, "#explanation", WHY[language])
    press_enter(omar, "main [data-primary]")
    omar.sees("The application was refused", "رُفض الطلب")
    reason = omar.says("There is no valid contract", "لا يوجد عقد سارٍ")
    letter = letters_to(live, address)[0]
    assert letter.subject.startswith(omar.says("Your application was refused", "رُفض طلبك"))
    own_words = letter.text.partition("* * *")[0]
    assert reason in own_words
    assert WHY[language] in own_words
    applicant.open("/apply/tasks")
    applicant.sees(reason, reason)
    applicant.look("apply-refused")
