"""The second factor at the door, in one's own hands, and what asks for a fresh proof."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from app.access import recognising, session_store, signin
from app.access.factors import passkeys, store, totp
from app.kernel.authz import sign_of
from app.kernel.clock import now
from app.kernel.db import db
from app.mail import service as mail
from tests.cast import PASSWORD
from tests.factories.authenticator import Device

EMAIL = "amal@noor.example"


@pytest.fixture(autouse=True)
def _still(clock):
    """Codes change every half minute; the clock of these tests stands still."""


@pytest.fixture
def amal(context, people) -> UUID:
    return people["amal"].user_id


@pytest.fixture
def secret(amal) -> str:
    """Amal has an app; its first code is used up."""
    store.offer_app(amal)
    found = store.offered_secret(amal)
    assert store.take_code(amal, code_of(found), first=True)
    return found


def code_of(secret: str, steps: int = 0) -> str:
    return totp.code_at(secret, totp.step_at(now()) + steps)


def give_password(browser, **more):
    return browser.post("/sign-in", {"email": EMAIL, "password": PASSWORD, **more})


def test_the_password_alone_opens_nothing(as_, secret):
    browser = as_("")
    assert give_password(browser, next="/account").location == "/sign-in/code?next=/account"
    assert browser.get("/account", status=303).location.startswith("/sign-in?")
    assert browser.client.post("/people/new", data={"csrf_token": "x"}).status_code in {303, 400}


def test_the_language_of_the_door_waits_for_the_second_factor(as_, secret):
    browser = as_("")
    browser.post("/language", {"language": "ar", "next": "/sign-in"})
    give_password(browser, next="/account")
    assert browser.get("/sign-in/code").all("html")[0].get("lang") == "ar"
    untouched = as_("amal").get("/account").all("html")[0].get("lang")
    browser.post("/sign-in/code", {"code": code_of(secret, 1), "next": "/account"})
    assert (untouched, browser.get("/account").all("html")[0].get("lang")) == ("en", "ar")


def test_password_and_code_open_the_door_and_the_session_is_new(as_, secret):
    browser = as_("")
    give_password(browser, next="/account")
    half = browser.client.get_cookie("maqbul").value
    page = browser.post("/sign-in/code", {"code": code_of(secret, 1), "next": "/account"})
    assert page.location == "/account"
    assert browser.client.get_cookie("maqbul").value != half
    assert session_store.load(session_store.hash_of(half), now()) is None
    assert browser.get("/account").status == 200


def test_half_a_sign_in_is_forgotten_after_ten_minutes(as_, secret):
    browser = as_("")
    give_password(browser)
    with time_machine.travel(now() + timedelta(minutes=10), tick=False):
        assert browser.get("/sign-in/code", status=303).location == "/sign-in"


def test_a_used_code_opens_no_second_door(as_, secret):
    one, other = as_(""), as_("")
    for browser in (one, other):
        give_password(browser)
    code = code_of(secret, 1)
    assert one.post("/sign-in/code", {"code": code}).location == "/"
    page = other.post("/sign-in/code", {"code": code}, status=422)
    assert page.errors == ["The code is wrong or was used already. Enter the next one, or a recovery code."]  # fmt: skip


def test_five_wrong_codes_stop_the_sixth_even_when_it_is_right(as_, secret):
    browser = as_("")
    give_password(browser)
    for _ in range(5):
        browser.post("/sign-in/code", {"code": "000000"}, status=422)
    assert browser.client.post(
        "/sign-in/code", data={"csrf_token": browser.csrf(), "code": code_of(secret, 1)}
    ).headers["Retry-After"] == "300"  # fmt: skip


def test_a_recovery_code_opens_the_door_once(as_, amal, secret):
    code = store.new_recovery_codes(amal)[3]
    browser = as_("")
    give_password(browser)
    assert browser.post("/sign-in/code", {"code": code.upper().replace("-", " ")}).location == "/"
    again = as_("")
    give_password(again)
    assert again.post("/sign-in/code", {"code": code}, status=422).errors
    assert store.held(amal).codes_left == 9


def test_new_recovery_codes_end_the_old_ones(amal, secret):
    old = store.new_recovery_codes(amal)
    store.new_recovery_codes(amal)
    assert not store.take_recovery_code(amal, old[0])


def test_a_person_sets_up_the_app_and_gets_ten_codes_once(as_, amal, people):
    browser, elsewhere = as_("amal"), as_("amal")
    assert browser.post("/account/second-factor/app").location == "/account/second-factor/app/code"
    page = browser.get("/account/second-factor/app/code")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text).group().replace(" ", "")
    assert "factor-qr" in page.html
    assert browser.post("/account/second-factor/app/code", {"code": "123"}, status=422).errors
    done = browser.post("/account/second-factor/app/code", {"code": code_of(secret)})
    codes = re.findall(r"\b(?:[a-z2-9]{4}-){2}[a-z2-9]{4}\b", browser.get(done.location).text)
    assert len(set(codes)) == 10
    assert "shown once already" in browser.get(done.location).text
    assert store.take_recovery_code(amal, codes[0])
    assert elsewhere.get("/account", status=303).location.startswith("/sign-in")
    assert signin.sign_in(EMAIL, PASSWORD, "127.0.0.1").has_second_factor
    (letter,) = [kept.letter for kept in mail.outbox()]
    assert (letter.to, "An authenticator app was set up" in letter.text) == (EMAIL, True)
    link = re.search(r"https?://[^/]+(/\S+)", letter.text)[1]
    as_("").post(link)
    assert browser.get("/account", status=303).location.startswith("/sign-in")


@pytest.mark.parametrize("event", sorted(recognising.FACTOR_WORDS))
def test_each_change_of_a_second_factor_is_told_in_both_languages(inside, amal, event):
    with inside("amal"):
        recognising.tell_of_factor(amal, event)
        db.session.commit()
    (letter,) = [kept.letter for kept in mail.outbox()]
    english, arabic = letter.text.split("* * *")
    assert recognising.FACTOR_WORDS[event] in english
    assert recognising.FACTOR_WORDS[event] not in arabic
    assert [part.count("http") for part in (english, arabic)] == [1, 1]


def test_where_it_is_required_everybody_is_led_to_it(as_, amal):
    browser = as_("amal")
    browser.post("/people/second-factor")
    for name in ("amal", "huda"):
        other = as_(name)
        assert other.get("/claims", status=303).location == "/account/second-factor"
        assert "asks for a second factor" in other.get("/account/second-factor").text
        assert other.get("/sign-in/unlock").status == 200


def test_the_owner_takes_lost_factors_away_but_not_of_somebody_who_works_elsewhere(
    as_, people, context
):
    huda = people["huda"].user_id
    store.new_recovery_codes(huda)
    store.offer_app(huda)
    store.take_code(huda, code_of(store.offered_secret(huda)), first=True)
    owner, hers = as_("amal"), as_("huda")
    row = next(row for row in owner.get("/people").rows() if row[0] == "Huda")
    assert "Active" in row[5]
    link = re.search(r'/people/([0-9a-f-]{36})">\s*<bdi>Huda', owner.get("/people").html)
    owner.post(f"/people/{link[1]}/second-factor")
    assert not store.held(huda).any
    assert store.held(huda).codes_left == 0
    assert [(kept.letter.to, "taken away by an owner" in kept.letter.text) for kept in mail.outbox()] == [("huda@noor.example", True)]  # fmt: skip
    assert hers.get("/account", status=303).location.startswith("/sign-in")


# ---- passkeys


@pytest.fixture
def device(amal) -> Device:
    """Amal's device with a passkey."""
    made = Device()
    question = passkeys.ask_to_register(amal, email=EMAIL, name="Amal")
    assert passkeys.register(
        amal, question.challenge_id, made.make(question.options), device="Firefox"
    )
    return made


def test_a_passkey_alone_signs_in(as_, device):
    browser = as_("")
    token = browser.csrf()
    options = browser.client.post(
        "/sign-in/passkey/question", headers={"X-CSRF-Token": token}
    ).get_json()
    assert "allowCredentials" not in options or options["allowCredentials"] == []
    page = browser.post("/sign-in/passkey", {"passkey": device.prove(options), "next": "/account"})
    assert page.location == "/account"
    assert browser.get("/account").status == 200


def test_an_answer_is_good_once(amal, device):
    question = passkeys.ask()
    answer = device.prove(question.options)
    assert passkeys.prove(question.challenge_id, answer) == amal
    assert passkeys.prove(question.challenge_id, answer) is None


@pytest.mark.parametrize(("change", "why"), [
    ({"origin": "http://localhost.evil.example"}, "another site's page"),
    ({"rp_id": "evil.example"},                   "another site's key"),
    ({"verifies": False},                         "nobody was verified"),
    ({"count": -1},                               "a copied key counts from the beginning"),
    ({"credential": b"x" * 32},                   "a key nobody has"),
    ({"handle": "AAAAAAAAAAAAAAAAAAAAAA"},        "another person's handle"),
])  # fmt: skip
def test_an_answer_that_does_not_hold(device, change, why):
    question = passkeys.ask()
    device.prove(question.options)
    first = passkeys.ask()
    assert passkeys.prove(first.challenge_id, device.prove(first.options)) is not None
    for name, value in change.items():
        setattr(device, name, value)
    question = passkeys.ask()
    assert passkeys.prove(question.challenge_id, device.prove(question.options)) is None, why


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", '{"id": 7}', '{"id": "x"}'])
def test_rubbish_is_no_answer(context, rubbish):
    assert passkeys.prove(passkeys.ask().challenge_id, rubbish) is None


def test_a_question_is_for_one_purpose_and_five_minutes(amal, device):
    for_register = passkeys.ask_to_register(amal, email=EMAIL, name="Amal")
    assert passkeys.prove(for_register.challenge_id, device.prove(for_register.options)) is None
    late = passkeys.ask()
    with time_machine.travel(now() + passkeys.GOOD_FOR, tick=False):
        assert passkeys.prove(late.challenge_id, device.prove(late.options)) is None


def test_a_passkey_of_somebody_else_is_no_second_factor(as_, people, device):
    huda = people["huda"].user_id
    question = passkeys.ask(huda)
    assert (
        passkeys.prove(question.challenge_id, device.prove(question.options), user_id=huda) is None
    )


def test_the_last_factor_stays(as_, amal, device):
    browser = as_("amal")
    held = store.held(amal).passkeys[0].id
    page = browser.post(f"/account/second-factor/passkeys/{held}/remove", follow=True)
    assert "This is your last second factor" in page.text
    assert store.held(amal).any


# ---- a fresh proof

FRESH = {
    # Exports of patients' data.
    "claims.export", "claims.export_work", "habits.export_missing", "approvals.export", "disputes.export", "reports.export",
    "audit.download", "remittances.export", "remittances.export_day", "remittances.export_expected",
    "remittances.export_account", "remittances.export_underpaid", "stock.receivers", "stock.export_register", "stock.print_register",
    "batches.report_pdf", "batches.report_xlsx", "imports.present", "imports.broken", "tenants.own_paper",
    "tenants.replace_paper", "departing.ask", "departing.fetch", "departing.leave",
    # Credentials.
    "access.offer_app", "access.confirm_app", "access.drop_app", "access.new_recovery_codes", "access.ask_for_passkey",
    "access.add_passkey", "access.remove_passkey", "access.require_second_factor", "access.reset_factors",
    "access.reset_password",
    # Who may do what.
    "access.add_person", "access.person", "access.end_access", "access.invite", "access.resend_invitation",
    "access.withdraw_invitation",
}  # fmt: skip


def test_the_doors_that_ask_for_a_fresh_proof(house):
    marked = {rule.endpoint for rule in house.url_map.iter_rules() if rule.endpoint != "static" and sign_of(house, rule.endpoint).fresh}  # fmt: skip
    assert FRESH - marked == set()
    exports = {rule.endpoint for rule in house.url_map.iter_rules() if re.search(r"export|any\(xlsx, csv\):kind", rule.rule)}  # fmt: skip
    # Lists without patients: prices, codes, medicines, what lies on the shelves, what was billed, and all of the desk's.
    of_the_desk = {f"platform_admin.{name}_file" for name in ("ageing", "behind", "figures", "plan_figures", "health", "invoices", "tenants", "trail")}  # fmt: skip
    without_patients = {"contracts.download_prices", "medicines.export", "stock.export", "stock.export_prices", "stock.export_losses", "plans.behind_file", "plans.behind_running_file"} | of_the_desk  # fmt: skip
    assert exports - marked <= without_patients


def test_an_old_proof_is_asked_for_again_and_one_goes_on(as_, secret):
    browser = as_("amal")
    target = "/claims/export.csv?status=draft"
    with time_machine.travel(now() + timedelta(minutes=9), tick=False):
        browser.get("/account")
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        asked = browser.get(target, status=303).location
        assert asked.startswith("/sign-in/again?next=/claims/export.csv")
        assert "Code" in browser.get(asked).text
        browser.post("/sign-in/again", {"code": "000000"}, status=422)
        done = browser.post("/sign-in/again", {"code": code_of(secret), "next": target})
        assert target in browser.get(done.location).links
        assert browser.get(target).response.mimetype == "text/csv"


def test_what_was_typed_is_kept_until_the_proof_is_given(as_):
    browser = as_("amal")
    with time_machine.travel(now() + timedelta(minutes=9), tick=False):
        browser.get("/account")
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        asked = browser.post("/people/new", {"name_en": "Half Typed"})
        parked = re.search(r"parked=([0-9a-f-]{36})", asked.location)[1]
        done = browser.post("/sign-in/again", {"password": PASSWORD, "parked": parked})
        assert "Half Typed" in browser.get(done.location).html


def test_a_script_is_sent_to_the_proof(as_):
    browser = as_("amal")
    token = browser.csrf()
    with time_machine.travel(now() + timedelta(minutes=9), tick=False):
        browser.get("/account")
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        answer = browser.client.post("/people/second-factor", headers={"X-CSRF-Token": token, "HX-Current-URL": "http://localhost:8000/people"})  # fmt: skip
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        403,
        "/sign-in/again?next=/people",
    )
