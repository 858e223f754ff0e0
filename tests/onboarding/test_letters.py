"""Mailed links: one use, one purpose, a time; and strangers learn nothing from any answer."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine

from app.kernel.db import db
from app.kernel.proof_of_work import BITS, zeros
from app.mail import service as mail
from tests.conftest import A_SUNDAY_MORNING
from tests.onboarding.conftest import Applicant, letters, link_in, newest_letter


def bare(page) -> str:
    """The page without what is made anew for each."""
    return re.sub(r'(value|content|nonce)="[^"]*"', "", page.html)


def test_the_page_is_the_same_whether_an_address_is_known_or_not(applicant, another, as_):
    """Byte for byte; only the letter differs."""
    person, stranger = Applicant(as_("")), another
    told = {}
    for who, email in ((applicant, "info@noor-clinic.om"), (stranger, "new@other-clinic.om"), (person, "amal@noor.example")):  # fmt: skip
        who.answer(email={"email": email})
        where = who.post("/check").location
        told[email] = (where, bare(who.get("/sent")).replace(email, "…"))
    assert len(set(told.values())) == 1
    found = {one.to: one.subject for one in letters(applicant.browser.app)}
    assert found["amal@noor.example"].startswith("You have an account already")
    assert found["new@other-clinic.om"].startswith("Confirm your e-mail")


def test_a_second_application_of_a_mailbox_is_led_to_the_first(applicant, another):
    applicant.answer()
    applicant.confirm()
    another.answer(email={"email": "Info+again@noor-clinic.om"})
    another.post("/check")
    letter = newest_letter(applicant.browser.app)
    assert letter.subject.startswith("You have an application already")
    assert another.follow(link_in(letter)).location.endswith("/apply/tasks")


def test_a_letter_speaks_both_languages_and_names_nobody(applicant):
    applicant.answer()
    applicant.post("/check")
    letter = newest_letter(applicant.browser.app)
    assert "open this link" in letter.text
    assert "فافتح هذا الرابط" in letter.text
    assert "هدى" not in letter.text + letter.subject


def test_a_link_works_once(applicant, another):
    applicant.answer()
    applicant.post("/check")
    link = link_in(newest_letter(applicant.browser.app))
    assert another.follow(link).location.endswith("/apply/tasks")
    assert applicant.follow(link).location.endswith("/apply/come-back")


def test_looking_at_a_link_does_not_use_it_up(applicant, another):
    """Programs that look into mail follow every link."""
    applicant.answer()
    applicant.post("/check")
    path = link_in(newest_letter(applicant.browser.app)).partition("/apply")[2]
    for _ in range(3):
        another.get(path)
    assert another.post(path).location.endswith("/apply/tasks")


def test_a_link_ends_after_its_days(applicant, another):
    applicant.answer()
    applicant.post("/check")
    link = link_in(newest_letter(applicant.browser.app))
    with time_machine.travel(A_SUNDAY_MORNING + timedelta(days=3, minutes=1)):
        assert another.follow(link).location.endswith("/apply/come-back")


def test_a_link_to_an_address_since_changed_confirms_nothing(applicant, another):
    applicant.answer()
    applicant.post("/check")
    link = link_in(newest_letter(applicant.browser.app))
    applicant.post("/questions/email", {"email": "desk@noor-clinic.om"})
    assert another.follow(link).location.endswith("/apply/come-back")


def test_a_draft_is_gone_on_with_on_another_device(applicant, another):
    applicant.post("/begin")
    applicant.post("/questions/entity", {"entity": "clinic"})
    applicant.post("/save", {"email": "info@noor-clinic.om"})
    applicant.post("/leave")
    assert applicant.get("/check", 303).location.endswith("/apply")
    assert another.follow(link_in(newest_letter(applicant.browser.app))).location.endswith("/check")
    assert another.get("/check", 303).location.endswith("/contracts")


def test_asking_for_a_link_answers_alike_for_every_address(applicant, another):
    applicant.answer()
    applicant.confirm()
    before = len(letters(applicant.browser.app))
    answers = [another.post("/come-back", {"email": one}) for one in ("info@noor-clinic.om", "nobody@x-clinic.om")]  # fmt: skip
    assert {(one.status, one.location) for one in answers} == {(303, "/apply/saved")}
    assert len(letters(applicant.browser.app)) == before + 1


def test_nobodys_mailbox_is_filled(applicant):
    """Five letters at once; the sixth is not written, and nobody is told."""
    applicant.answer()
    applicant.confirm()
    before = len(letters(applicant.browser.app))
    for _ in range(6):
        assert applicant.post("/come-back", {"email": "info@noor-clinic.om"}).location == "/apply/saved"  # fmt: skip
    assert len(letters(applicant.browser.app)) == before + 4


def test_without_the_puzzle_it_goes_slower(applicant):
    applicant.answer()
    told = [applicant.browser.answer("POST", "/apply/check") for _ in range(4)]
    assert told == [303, 303, 303, 429]


def test_a_solved_puzzle_is_good_for_one_letter_wherever_it_was_asked(applicant):
    """The page that mails an address nobody has confirmed asks as well; the fourth unsolved one waits."""
    applicant.answer()
    given = {**solved(applicant.get("/save").value("puzzle")), "email": "info@noor-clinic.om"}
    paths = ("/check", "/save", "/save", "/save", "/save")
    told = [applicant.browser.answer("POST", f"/apply{path}", given) for path in paths]
    assert told == [303, 303, 303, 303, 429]


def solved(puzzle: str) -> dict[str, str]:
    found = next(n for n in count() if zeros(f"{puzzle}.{n}") >= BITS)
    return {"puzzle": puzzle, "answer": str(found)}


def test_withdrawing_destroys_the_key(applicant, another):
    applicant.answer()
    applicant.post("/save", {"email": "info@noor-clinic.om"})
    link = link_in(newest_letter(applicant.browser.app))
    assert applicant.post("/withdraw", {}, 422).errors == ["Tick the box to go on."]
    applicant.post("/withdraw", {"sure": "y"})
    assert another.follow(link).location.endswith("/come-back")
    assert applicant.get("/tasks", 303).location.endswith("/apply")


def test_mail_leaves_by_smtp_and_is_forgotten(app, context, monkeypatch):
    """With a mail server the letter waits for a worker, is handed in once, and its words are gone."""
    from dataclasses import replace

    from sqlalchemy import text

    from app.onboarding import answers

    answers.begin("en")
    taken = []
    settings = replace(app.extensions["settings"], smtp_url="smtps://mail.example.om")
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setattr(mail, "_hand_in", [lambda url, letter: taken.append((url, letter["To"]))])
    one = mail.send("test", mail.Letter("a@noor-clinic.om", "Subject", "Words"))
    db.session.commit()
    for _ in range(2):
        mail.deliver(str(one))
    assert taken == [("smtps://mail.example.om", "a@noor-clinic.om")]
    db.session.execute(mail.NAME_MAIL, {"mail": str(one)})
    row = db.session.execute(text("SELECT status, letter_sealed FROM mails")).one()
    assert tuple(row) == ("sent", None)


@pytest.mark.parametrize("path", ["/mail/outbox"])
def test_the_outbox_is_there_only_where_people_are_invented(app, as_, monkeypatch, path):
    from dataclasses import replace

    browser = as_("")
    assert browser.answer("GET", path) == 200
    settings = replace(app.extensions["settings"], installation="production", base_url="https://x.om")  # fmt: skip
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert browser.answer("GET", path) == 404
