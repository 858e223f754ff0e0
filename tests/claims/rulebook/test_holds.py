"""Holds: a held draft does not leave, a person releases it with a reason, a change asks again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.claims import checking, releasing
from app.claims import service as claims
from app.claims.errors import ClaimHeld, ClaimNotEditable
from app.claims.models import Claim, ClaimEvent
from app.claims.rulebook import conditions, holds, service, work_lists, writing
from app.claims.rulebook.conditions import ALL, Condition, Group
from app.claims.rulebook.errors import NoteMissing, NothingHeld
from app.claims.rulebook.models import ClaimHold
from app.claims.rulebook.own_rules import RuleDraft
from app.claims.rulebook.service import NewSetting
from app.kernel.db import db
from app.kernel.words import Bilingual

JANUARY = date(2026, 1, 1)
MESSAGE = Bilingual("Ask the doctor first", "اسأل الطبيب أولًا")


def a_rule(action="hold", *, fact="quantity", operator="at_least", values=("1",), **wishes):
    rule = writing.begin()
    when = Group(ALL, (Condition(fact, operator, values),))
    draft = {"name": "Big ones", "when": when, "action": action, "message": MESSAGE, "valid_from": JANUARY}  # fmt: skip
    return writing.save(rule.id, RuleDraft(**{**draft, **wishes}), rule.version)


def the(claim_id) -> Claim:
    return db.session.scalars(select(Claim).where(Claim.id == claim_id)).one()


def send(claim_id):
    return claims.submit(claim_id, the(claim_id).version)


def test_a_held_draft_does_not_leave_until_it_is_released(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    rule = a_rule()
    with pytest.raises(ClaimHeld) as refused:
        send(claim_id)
    assert {one.code for one in refused.value.findings} == {"OWN-01"}
    assert the(claim_id).status == "draft"
    releasing.ask_release(claim_id)
    assert [row.claim_id for row in work_lists.needing_a_person()] == [claim_id]
    releasing.release_hold(claim_id, "other", "the doctor said so")
    assert work_lists.needing_a_person() == []
    assert {one.severity for one in claims.check(claim_id) if one.code == "OWN-01"} == {"info"}
    send(claim_id)
    assert the(claim_id).status == "queued"
    db.session.commit()
    told = [e.event for e in db.session.scalars(select(ClaimEvent).where(ClaimEvent.claim_id == claim_id).order_by(ClaimEvent.position))]  # fmt: skip
    assert told == ["kept_back", "hold_released", "submitted"]
    (row,) = db.session.scalars(select(ClaimHold))
    assert b"doctor" not in (row.note_sealed or b"")
    assert holds.releases(claim_id)[0].note == "the doctor said so"
    audited = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "claim.hold_released")).one()  # fmt: skip
    assert "doctor" not in str(audited.changes)
    assert rule.number == 1


def test_a_change_after_the_release_asks_again(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    a_rule()
    releasing.release_hold(claim_id, "checked")
    the(claim_id).referral_number = "REF-9"
    db.session.flush()
    with pytest.raises(ClaimHeld):
        send(claim_id)
    releasing.ask_release(claim_id)
    the(claim_id).referral_number = "REF-10"
    db.session.flush()
    releasing.ask_release(claim_id)
    statuses = [row.status for row in db.session.scalars(select(ClaimHold).order_by(ClaimHold.asked_at, ClaimHold.id))]  # fmt: skip
    assert sorted(statuses) == ["lapsed", "open", "released"]
    assert len(work_lists.needing_a_person()) == 1


def test_asking_twice_is_asking_once(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    a_rule()
    first, second = releasing.ask_release(claim_id), releasing.ask_release(claim_id)
    assert first.id == second.id


def test_an_edit_may_hold_too(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    service.set_edit(NewSetting(edit="CHK-13", valid_from=JANUARY, reason="x", severity="hold"))
    with pytest.raises(ClaimHeld):
        send(claim_id)
    releasing.release_hold(claim_id, "agreed")
    send(claim_id)


def test_refusals(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    with pytest.raises(NothingHeld):
        releasing.ask_release(claim_id)
    with pytest.raises(NothingHeld):
        releasing.release_hold(claim_id, "checked")
    a_rule()
    with pytest.raises(NoteMissing):
        releasing.release_hold(claim_id, "other")
    releasing.release_hold(claim_id, "checked")
    send(claim_id)
    with pytest.raises(ClaimNotEditable):
        releasing.release_hold(claim_id, "checked")


def test_what_leaves_or_is_put_away_waits_for_nobody(in_clinic, draft_of):
    claim_id, other = draft_of(days_ago=1), draft_of(days_ago=20)
    rule = a_rule()
    releasing.ask_release(claim_id)
    releasing.ask_release(other)
    writing.switch(rule.id, on=False)
    send(claim_id)
    claims.discard(other)
    assert {row.status for row in db.session.scalars(select(ClaimHold))} == {"lapsed"}


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        ({}, {"OWN-01": "hold"}),
        ({"action": "warn"}, {"OWN-01": "warn"}),
        ({"values": ("99",)}, {}),
        ({"valid_to": date(2026, 1, 2)}, {}),
        ({"valid_from": date(2099, 1, 1)}, {}),
        ({"fact": "patient_age", "operator": "at_least", "values": ("30",)}, {"OWN-01": "hold"}),
        ({"fact": "patient_sex", "operator": "is", "values": ("male",)}, {}),
        ({"fact": "specialty", "operator": "is", "values": ("general",)}, {"OWN-01": "hold"}),
        ({"fact": "has_referral", "operator": "no", "values": ()}, {"OWN-01": "hold"}),
        ({"fact": "services", "operator": "one_of", "values": ("demo-cons-gp",)}, {"OWN-01": "hold"}),
        ({"fact": "days_since_visit", "operator": "equals", "values": ("1",)}, {"OWN-01": "hold"}),
        ({"fact": "has_eligibility", "operator": "yes", "values": ()}, {}),
    ],
)  # fmt: skip
def test_own_rules_speak_in_the_check(in_clinic, draft_of, wishes, found):
    claim_id = draft_of(days_ago=1)
    a_rule(**wishes)
    own = {one.code: one.severity for one in claims.check(claim_id) if one.code.startswith("OWN")}
    assert own == found


def test_a_line_rule_stands_at_its_line(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1, services=("CONS-GP", "LAB-CBC"))
    a_rule(fact="service", operator="begins", values=("LAB",))
    (found,) = [one for one in claims.check(claim_id) if one.code == "OWN-01"]
    assert found.field == "lines-1-code"
    assert found.at_stake == the(claim_id).lines[1].payer_share
    assert found.at_stake < the(claim_id).payer_share


def test_a_rule_that_sets_proposes_only_for_what_is_empty(in_clinic, draft_of):
    claim_id = draft_of(days_ago=1)
    a_rule("set", fact="payer", operator="is", values=(str(in_clinic.payer_id),), target="referral_number", value="SELF")  # fmt: skip
    a_rule("set", fact="has_practitioner", operator="yes", values=(), target="practitioner", value=str(in_clinic.practitioner_id))  # fmt: skip
    assert [(one.target, one.value) for one in checking.fills_of(the(claim_id))] == [("referral_number", "SELF")]  # fmt: skip
    assert not [one for one in claims.check(claim_id) if one.code.startswith("OWN")]
    the(claim_id).referral_number = "REF-1"
    assert checking.fills_of(the(claim_id)) == ()


def test_rules_of_another_clinic_say_nothing_here(draft_of, inside, seeb):
    with inside("salma"):
        a_rule()
        db.session.commit()
    claim_id = draft_of(days_ago=1)
    with inside("amal"):
        assert not [one for one in claims.check(claim_id) if one.code.startswith("OWN")]


def test_conditions_survive_the_database(in_clinic):
    rule = a_rule(values=("2.500",))
    db.session.expire_all()
    assert conditions.read(rule.conditions).items[0] == Condition(
        "quantity", "at_least", ("2.500",)
    )
    assert Decimal(rule.conditions["items"][0]["values"][0]) == Decimal("2.5")
