"""Whose mailbox it is says what is opened: verbs alone, each with the harm it keeps off."""

from __future__ import annotations

from dataclasses import replace
from smtplib import SMTPRecipientsRefused
from traceback import format_exception
from unittest.mock import Mock

import psycopg
import pytest
from psycopg.errors import LockNotAvailable

from app.kernel.db import db
from app.mail import service as mail
from app.onboarding import answers, confirming, links, submitting
from app.onboarding.errors import AnswersMissing, LeadsElsewhere, LinkNotGood, NotOpen
from app.onboarding.history import move
from app.onboarding.models import Application
from tests.onboarding.conftest import link_in, newest_letter

WHOLE = {
    "entity": "clinic", "contracts": "yes", "payers": ([], "Demo Insurance"), "representative": "Huda",
    "email": "info@noor-clinic.om", "phone": "+96891000077",
}  # fmt: skip


@pytest.fixture
def asking(app):
    """A request that may write: letters name pages, and what is opened is locked."""
    with app.test_request_context("/apply/check", method="POST"):
        yield


def begun(**changes) -> tuple[Application, str]:
    """A draft with all its answers, but for those that are None; and its browser's token."""
    application, token = answers.begin("en")
    for question, value in (WHOLE | changes).items():
        if value is not None:
            answers.answer(application, question, value)
    return application, token


def mailed(application: Application, purpose: str) -> str:
    links.open_wall(application.id)
    return links.mint(application, purpose)


def test_a_mailed_link_ends_every_browser_that_was_open_before(asking):
    """Whoever entered a foreign address is out as soon as its owner goes on."""
    for purpose in (links.CONFIRM, links.RESUME):
        application, strangers = begun()
        opened = confirming.come_back(mailed(application, purpose))
        assert links.opened_by(strangers, links.BROWSER) is None
        assert links.opened_by(opened.token, links.BROWSER)[0].id == application.id


def test_a_draft_opened_through_the_mailbox_goes_before_a_newer_one_that_only_names_it(asking):
    own, _token = begun(phone=None)
    confirming.come_back(mailed(own, links.RESUME))
    foreign, _token = begun()
    assert foreign.created_at >= own.created_at
    assert links.of_email(own.email_index).id == own.id


def test_another_address_takes_away_what_the_mailbox_has_shown(asking):
    draft, _token = begun(phone=None)
    confirming.come_back(mailed(draft, links.RESUME))
    assert draft.confirmed_at is not None
    answers.answer(draft, "email", "info@other-clinic.om")
    assert draft.confirmed_at is None


def test_the_way_to_a_known_application_goes_to_its_own_address(asking):
    """`info+x@` counts as one mailbox with `info@`, and may be read by somebody else."""
    known, _token = begun()
    confirming.come_back(mailed(known, links.CONFIRM))
    asked, _token = begun(email="Info+x@noor-clinic.om")
    confirming.ask_to_confirm(asked)
    assert [one.letter.to for one in mail.outbox()] == ["info@noor-clinic.om"]


UNFIT = {
    "a question without answer": ({"phone": None}, AnswersMissing),
    "no contract": ({"contracts": "no"}, LeadsElsewhere),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_link_confirms_no_answers_that_do_not_go_on(asking, case):
    changes, refusal = UNFIT[case]
    application, _token = begun(**changes)
    opened = confirming.come_back(mailed(application, links.CONFIRM))
    assert (type(opened.refusal), application.status) == (refusal, "draft")


@pytest.mark.parametrize("case", UNFIT)
def test_nothing_is_sent_whose_answers_do_not_go_on(asking, case):
    changes, refusal = UNFIT[case]
    application, _token = begun(**changes)
    move(application, "confirmed")
    with pytest.raises(refusal):
        submitting.submit(application)
    assert application.status == "collecting"


def test_a_question_new_on_the_list_may_still_be_answered_while_papers_are_collected(asking):
    application, _token = begun(entity="pharmacy", contracts=None)
    move(application, "confirmed")
    told = {name: answers.may_change(application, name) for name in ("branches", "systems", "entity")}  # fmt: skip
    assert told == {"branches": True, "systems": False, "entity": False}


@pytest.mark.parametrize(("method", "is_locked"), [("POST", True), ("GET", False)])
def test_who_may_write_holds_the_application_until_the_end(app, cluster, database_name, method, is_locked):  # fmt: skip
    """Else two that send at once write two letters, and a first paper kept twice breaks."""
    with app.test_request_context("/apply/submit", method="POST"):
        application, token = begun()
        identity = application.id
        db.session.commit()
    with app.test_request_context("/apply/submit", method=method):
        assert links.opened_by(token, links.BROWSER)[0].id == identity
        assert is_held(cluster.url(database_name), identity) is is_locked
        db.session.rollback()


def is_held(url: str, identity) -> bool:
    with psycopg.connect(url) as connection:
        try:
            connection.execute("SELECT 1 FROM applications WHERE id = %s FOR UPDATE NOWAIT", [identity])  # fmt: skip
        except LockNotAvailable:
            return True
    return False


def test_before_its_button_the_page_says_which_application_it_opens(applicant):
    applicant.answer()
    applicant.post("/check")
    link = link_in(newest_letter(applicant.browser.app)).partition("/apply")[2]
    shown = applicant.get(link).text
    assert "Private health clinic" in shown
    assert "Reference A-" in shown
    assert "Reference" not in applicant.get("/return/" + "x" * 43).text


@pytest.fixture
def nowhere(app, asking, monkeypatch):
    """A real installation without a mail server."""
    settings = replace(app.extensions["settings"], installation="production", base_url="https://x.om")  # fmt: skip
    monkeypatch.setitem(app.extensions, "settings", settings)


def test_where_no_letter_reaches_anybody_none_is_kept(nowhere):
    with pytest.raises(mail.NoWayOut):
        mail.send("test", mail.Letter("a@noor-clinic.om", "Subject", "Words"))
    assert not mail.can_send()


ASKED = {
    "confirm": confirming.ask_to_confirm,
    "save": confirming.save_for_later,
    "come back": lambda _one: confirming.ask_to_come_back("nobody@other-clinic.om"),
    "send": submitting.submit,
}


@pytest.mark.parametrize("verb", ASKED)
def test_where_no_letter_reaches_anybody_it_is_said_before_anything_moves(asking, request, verb):
    application, _token = begun()
    request.getfixturevalue("nowhere")
    with pytest.raises(NotOpen):
        ASKED[verb](application)
    assert application.status == "draft"


def test_a_letter_that_is_not_taken_names_nobody_in_the_log(app, asking, monkeypatch):
    """A worker logs the whole chain of what was raised."""
    begun()
    smtp = replace(app.extensions["settings"], smtp_url="smtps://mail.example.om", mail_from="us@x.om")  # fmt: skip
    monkeypatch.setitem(app.extensions, "settings", smtp)
    refused = SMTPRecipientsRefused({"info@noor-clinic.om": (550, b"info@noor-clinic.om unknown")})
    monkeypatch.setattr(mail, "_hand_in", [Mock(side_effect=refused)])
    one = mail.send("test", mail.Letter("info@noor-clinic.om", "Subject", "Words"))
    with pytest.raises(mail.NotTaken) as caught:
        mail.deliver(str(one))
    told = "".join(format_exception(caught.value))
    assert "SMTPRecipientsRefused" in told
    assert "noor-clinic" not in told


def test_a_link_to_nothing_is_refused(asking):
    with pytest.raises(LinkNotGood):
        confirming.come_back("x" * 43)
    assert confirming.look_at("x" * 43) is None
