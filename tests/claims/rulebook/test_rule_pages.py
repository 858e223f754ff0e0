"""The rule editor without script, the list of sentences, the release, the proposal on the entry page."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.claims.models import Claim
from app.claims.rulebook import queries, writing
from app.claims.rulebook.conditions import ALL, ANY, Condition, Group, read
from app.claims.rulebook.models import HouseRule
from app.claims.rulebook.own_rules import RuleDraft
from app.kernel.db import db
from app.kernel.words import Bilingual

TODAY = {"valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2026"}
RULE = {
    "name": "Dear labs",
    "action": "hold",
    "message_en": "Ask the doctor first",
    "message_ar": "اسأل الطبيب أولًا",
    "groups-0-match": "all",
    **TODAY,
}


@pytest.fixture
def rules(inside):
    """What is kept, read by the owner."""

    def kept() -> list[HouseRule]:
        with inside("amal"):
            found = queries.own_rules_in_order()
            db.session.expunge_all()
            return found

    return kept


@pytest.fixture
def a_rule(inside, noor):
    def make(action="hold", when=None, **wishes):
        with inside("amal"):
            rule = writing.begin()
            draft = RuleDraft(
                name="Big ones", action=action, valid_from=date(2026, 1, 1),
                when=when or Group(ALL, (Condition("quantity", "at_least", ("1",)),)),
                message=Bilingual("Ask first", "اسأل أولًا"), **wishes,
            )  # fmt: skip
            writing.save(rule.id, draft, rule.version)
            found = rule.id
            db.session.commit()
        return found

    return make


def test_a_rule_is_written_by_submit_buttons_alone(as_, noor, rules):
    badr = as_("badr")
    editor = badr.post("/claims/rules/own/new", follow=True)
    assert "Rule OWN-01" in editor.heading
    here = editor.response.request.path
    typed = {**RULE, "groups-0-new": "patient_age", "add_row": "0"}
    page = badr.post(here, {**typed, "version": editor.value("version")}, follow=True)
    assert page.value("name") == "Dear labs"
    assert page.value("groups-0-rows-0-fact") == "patient_age"
    typed = {**RULE, "groups-0-rows-0-fact": "patient_age", "groups-0-rows-0-operator": "less_than",
             "groups-0-rows-0-value": "١٢", "groups-0-new": "payer", "add_row": "0"}  # fmt: skip
    page = badr.post(here, {**typed, "version": page.value("version")}, follow=True)
    assert page.value("groups-0-rows-0-value") == "١٢"
    del typed["add_row"], typed["groups-0-new"]
    typed |= {"groups-0-rows-1-fact": "payer", "groups-0-rows-1-operator": "is",
              "groups-0-rows-1-value": str(noor.payer_id), "version": page.value("version")}  # fmt: skip
    listed = badr.post(here, typed, follow=True)
    assert "The rule was saved" in listed.text
    assert "If patient's age in years is less than 12 and insurer is" in listed.text
    assert "hold the claim, “ Ask the doctor first ”" in listed.text
    assert "توقَف المطالبة" in listed.text
    (rule,) = rules()
    assert read(rule.conditions) == Group(
        ALL,
        (
            Condition("patient_age", "less_than", ("12",)),
            Condition("payer", "is", (str(noor.payer_id),)),
        ),
    )
    assert (rule.action, rule.typed, rule.active) == ("hold", None, True)


def test_groups_nest_once(as_, a_rule, rules):
    rule_id, badr = a_rule(), as_("badr")
    here = f"/claims/rules/own/{rule_id}"
    version = badr.get(here).value("version")
    typed = {**RULE, "match": "any", "groups-1-match": "any",
             "groups-0-rows-0-fact": "has_referral", "groups-0-rows-0-operator": "no",
             "groups-1-rows-0-fact": "diagnosis", "groups-1-rows-0-operator": "begins", "groups-1-rows-0-value": "J, K1",
             "groups-1-rows-1-fact": "total", "groups-1-rows-1-operator": "more_than", "groups-1-rows-1-value": "20"}  # fmt: skip
    listed = badr.post(here, {**typed, "version": version}, follow=True)
    assert "referral number present: no or (any diagnosis begins with" in listed.text
    (rule,) = rules()
    assert read(rule.conditions) == Group(
        ANY,
        (
            Group(ALL, (Condition("has_referral", "no"),)),
            Group(ANY, (Condition("diagnosis", "begins", ("J", "K1")), Condition("total", "more_than", ("20.000",)))),
        ),
    )  # fmt: skip
    again = badr.get(here)
    assert again.value("groups-1-rows-0-value") == "J, K1"


ONE_ROW = {"groups-0-rows-0-fact": "quantity", "groups-0-rows-0-operator": "at_least", "groups-0-rows-0-value": "3"}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Name of the rule is missing"),
        ({"message_ar": ""}, "people read it when the rule applies"),
        ({"groups-0-rows-0-value": ""}, "Quantity of the line is missing"),
        ({"groups-0-rows-0-value": "many"}, "is not a number"),
        ({"groups-0-rows-0-operator": "begins"}, "not in the list"),
        ({"groups-0-rows-0-fact": "diagnosis", "groups-0-rows-0-operator": "begins", "groups-0-rows-0-value": "J<6"}, "holds codes such as"),
        ({"groups-0-rows-0-fact": "payer", "groups-0-rows-0-operator": "is", "groups-0-rows-0-value": "nobody"}, "not in the list"),
        ({"groups-0-rows-0-fact": "shoe_size"}, "A group has no condition"),
        ({"action": "approve"}, "not in the list"),
        ({"action": "set"}, "Choose the field"),
        ({"action": "set", "target": "practitioner"}, "Enter what the rule proposes"),
        ({"valid_to-day": "1", "valid_to-month": "1", "valid_to-year": "2020"}, "before the first"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_kept(as_, a_rule, rules, typed, said):
    rule_id, badr = a_rule(), as_("badr")
    version = badr.get(f"/claims/rules/own/{rule_id}").value("version")
    form = {**RULE, **ONE_ROW, **typed, "version": version}
    page = badr.post(f"/claims/rules/own/{rule_id}", form, status=422)
    assert any(said in error for error in page.errors), page.errors
    assert page.value("name") == form["name"]
    assert rules()[0].name == "Big ones"


def test_a_rule_is_tried_before_it_is_in_force(as_, a_rule, rules):
    rule_id, badr = a_rule(), as_("badr")
    here = f"/claims/rules/own/{rule_id}"
    form = {**RULE, **ONE_ROW, "version": badr.get(here).value("version"), "try": "1"}
    page = badr.post(here, form, follow=True)
    assert "The rule would have held 0 claims" in page.text
    (kept,) = rules()
    assert kept.name == "Big ones", "not in force yet"
    again = badr.get(here)
    assert again.value("name") == "Dear labs"
    assert "not in force until you save" in again.text


def test_a_stale_editor_is_refused(as_, a_rule, rules):
    rule_id, badr = a_rule(), as_("badr")
    page = badr.post(
        f"/claims/rules/own/{rule_id}", {**RULE, **ONE_ROW, "version": "1"}, status=409
    )
    assert any("Somebody else changed this rule" in error for error in page.errors)
    assert rules()[0].name == "Big ones"


def test_on_off_order_and_put_away(as_, a_rule, rules):
    first, second, badr = a_rule(), a_rule(), as_("badr")
    badr.post(f"/claims/rules/own/{second}/move", {"up": "1"})
    assert [rule.id for rule in rules()] == [second, first]
    badr.post(f"/claims/rules/own/{second}/switch", {"on": "0"})
    assert [rule.active for rule in rules()] == [False, True]
    badr.post(f"/claims/rules/own/{first}/discard")
    assert len(rules()) == 2, "a finished rule is switched off, not put away"
    badr.post("/claims/rules/own/new")
    badr.post(f"/claims/rules/own/{rules()[-1].id}/switch", {"on": "1"})
    badr.post(f"/claims/rules/own/{rules()[-1].id}/discard")
    assert len(rules()) == 2


def test_a_held_claim_goes_from_the_desk_to_the_officer_and_out(as_, a_rule, draft_of):
    a_rule()
    claim_id, huda, badr = draft_of(days_ago=1), as_("huda"), as_("badr")
    page = huda.get("claims.check", claim_id=claim_id)
    assert "A rule keeps this claim back" in page.text
    assert "Release the claim" not in page.text
    assert "Ask first" in page.text
    huda.post("claims.send", {"version": "2", "over_warnings": "y"}, status=422, claim_id=claim_id)
    huda.post("rulebook.ask_release", claim_id=claim_id)
    assert "it waits for your release" in badr.get("/").text
    assert "it waits for your release" not in huda.get("/").text
    page = badr.post("rulebook.release", {"reason": ""}, status=422, claim_id=claim_id)
    assert any("Choose why the claim may go" in error for error in page.errors)
    page = badr.post("rulebook.release", {"reason": "other"}, status=422, claim_id=claim_id)
    assert any("in a few words" in error for error in page.errors)
    page = badr.post("rulebook.release", {"reason": "agreed", "note": "by phone"}, follow=True, claim_id=claim_id)  # fmt: skip
    assert "was released as it stands" in page.text
    assert "Send the claim" in page.text
    shown = badr.get("claims.show", claim_id=claim_id).text
    assert "The insurer agreed beforehand" in shown
    assert "by phone" in shown


def typed(page):
    """What stands on an entry page of one diagnosis and one line."""
    names = ("version", "page", "policy", "practitioner", "facility", "diagnoses-0-code")
    names += tuple(f"lines-0-{part}" for part in ("service", "quantity", "pointers"))
    names += tuple(f"service_date-{part}" for part in ("day", "month", "year"))
    return {name: page.value(name) for name in names}


def test_a_proposal_is_accepted_by_its_button_only(as_, a_rule, draft_of, inside):
    a_rule("set", target="referral_number", value="SELF-1")
    claim_id, huda = draft_of(days_ago=1), as_("huda")
    page = huda.get("claims.edit", claim_id=claim_id)
    assert "propose SELF-1" in page.text
    assert page.value("referral_number") == ""
    page = huda.post("claims.save", {**typed(page), "fill": "practitioner"}, follow=True, claim_id=claim_id)  # fmt: skip
    with inside("amal"):
        claim = db.session.scalars(select(Claim).where(Claim.id == claim_id)).one()
        assert claim.referral_number == ""
    page = huda.post("claims.save", {**typed(page), "fill": "referral_number"}, follow=True, claim_id=claim_id)  # fmt: skip
    assert page.value("referral_number") == "SELF-1"
    assert "propose SELF-1" not in page.text


def test_a_foreign_rule_is_a_missing_one(as_, inside, seeb):
    with inside("salma"):
        theirs = writing.begin().id
        db.session.commit()
    badr = as_("badr")
    address = f"/claims/rules/own/{theirs}"
    found = {
        verb: badr.answer("POST", address + verb) for verb in ("", "/switch", "/move", "/discard")
    }
    assert found == dict.fromkeys(found, 404)
    assert badr.answer("GET", address) == 404
    with inside("salma"):
        rule = db.session.scalars(select(HouseRule)).one()
        assert (rule.id, rule.version) == (theirs, 1)
