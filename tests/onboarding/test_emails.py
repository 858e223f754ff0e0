"""Business addresses pass in either script; free mail is refused in all its disguises."""

from __future__ import annotations

from datetime import date

import pytest

from app.onboarding.emails import BRAND, FreeMail, FreeMailDomain, NotAnEmail, read
from migrations.first_lists import FREE_MAIL_BRANDS, FREE_MAIL_DOMAINS

TODAY = date(2026, 11, 22)
LIST = (
    *(FreeMailDomain(name) for name in FREE_MAIL_DOMAINS),
    *(FreeMailDomain(name, BRAND) for name in FREE_MAIL_BRANDS),
)

FREE = (
    "a@gmail.com", "A@GMAIL.com", " a@Gmail.Com ", "a+b@googlemail.com", "a.b+clinic@gmail.com", "a@yahoo.co.uk", "a@yahoo.com.om", "a@yahoo.fr",
    "a@hotmail.com", "a@hotmail.co.uk", "a@outlook.sa", "a@live.com", "a@sub.gmail.com", "a@mail.eu.yahoo.co.uk", "a@icloud.com", "a@proton.me",
    "a@ｇｍａｉｌ.com", "a@gmаil.com", "a@gmаіl.com", "a@gmáil.com", "a@gmaıl.com", "a@xn--gmil-6na.com", "a@xn--gmil-63d.com", "a@yаhoo.com", "a\u200e@gmail.com", "a@gmail\u200f.com",
    "a@hοtmail.com", "a@mailinator.com",
)  # fmt: skip
BUSINESS = {
    "info@noor-clinic.om": "info@noor-clinic.om",
    "Info@Noor-Clinic.OM": "info@noor-clinic.om",
    "x@عيادة.عمان": "x@xn--mgber2b7e.xn--mgb9awbf",
    "x@عيادة-النور.عمان": "x@xn----ymcbg3ap4c7esauo.xn--mgb9awbf",
    "x@xn--mgber2b7e.xn--mgb9awbf": "x@xn--mgber2b7e.xn--mgb9awbf",
    "desk@gmail-clinic.om": "desk@gmail-clinic.om",
    "desk@live-well.om": "desk@live-well.om",
    "desk@myyahoo.om": "desk@myyahoo.om",
    "desk@yahoo.clinic.om": "desk@yahoo.clinic.om",
    "desk@müller-klinik.de": "desk@xn--mller-klinik-dlb.de",
}  # fmt: skip
NO_ADDRESS = (
    "", "a", "a@", "@noor.om", "a@noor", "a b@noor.om", "a@noor..om", "a@-noor.om", "a@noor.om, b@noor.om", "مريم@noor.om", "a\r\nBcc: b@c.om@noor.om",
    "a@[127.0.0.1]", "a" * 300 + "@noor.om", "Info <a@noor.om>", "a@noor.om\x00",
)  # fmt: skip


@pytest.mark.parametrize("typed", FREE)
def test_free_mail_is_refused_in_every_disguise(typed):
    with pytest.raises(FreeMail):
        read(typed, LIST, TODAY)


@pytest.mark.parametrize("typed", BUSINESS)
def test_a_business_address_of_either_script_passes(typed):
    assert read(typed, LIST, TODAY).address == BUSINESS[typed]


@pytest.mark.parametrize("typed", NO_ADDRESS)
def test_what_no_mail_could_reach_is_refused(typed):
    with pytest.raises(NotAnEmail):
        read(typed, LIST, TODAY)


def test_the_refusal_names_the_domain_as_it_was_typed():
    with pytest.raises(FreeMail) as refusal:
        read("a@sub.gmail.com", LIST, TODAY)
    assert refusal.value.details == {"domain": "sub.gmail.com"}


def test_one_mailbox_has_one_identity():
    spellings = ("info@noor.om", "INFO@noor.om", "Info+dhamani@NOOR.om")
    assert {read(typed, LIST, TODAY).identity for typed in spellings} == {"info@noor.om"}


@pytest.mark.parametrize(
    ("typed", "resembled"),
    [("a@gmai1.com", "gmail.com"), ("a@grnail.com", "gmail.com"), ("a@h0tmail.com", "hotmail"), ("a@noor.om", "")],
)  # fmt: skip
def test_what_only_resembles_free_mail_passes_with_a_mark_for_a_person(typed, resembled):
    assert read(typed, LIST, TODAY).looks_like == resembled


def test_a_row_of_the_list_holds_on_its_days():
    over = (FreeMailDomain("noor.om", valid_to=date(2026, 1, 1)),)
    assert read("a@noor.om", over, TODAY).domain == "noor.om"
