"""The verbs of a claim against the real database, as the runtime role."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.claims import drafting, facts, queries, service, starting
from app.claims.errors import (
    ClaimBlocked,
    ClaimNotEditable,
    ClaimStale,
    ClaimUnfinished,
    ClaimWarned,
    NoPolicyToBill,
)
from app.claims.models import Claim, ClaimEvent
from app.claims.values import ClaimDraft, DiagnosisDraft, LineDraft
from app.contracts.models import Price
from app.exchange.errors import AlreadyLeaving
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.states import NotPossible
from app.patients.queries import policies, policy
from app.practitioners.models import Practitioner
from tests.factories import clinic as made
from tests.factories import visits

OMR = Decimal


@pytest.fixture
def claim(in_clinic) -> Claim:
    """A sound draft of today: consultation and blood count."""
    return visits.a_draft(
        policy(in_clinic.policy_id), in_clinic.practitioner_id, services=("CONS-GP", "LAB-CBC")
    )


def draft_from(claim: Claim, *lines: LineDraft, **changes: object) -> ClaimDraft:
    values = {
        "patient_id": claim.patient_id, "policy_id": claim.policy_id, "facility_id": claim.facility_id,
        "practitioner_id": claim.practitioner_id, "service_date": claim.service_date,
        "diagnoses": (DiagnosisDraft(sequence=1, code="J06.9", kind="principal"),), "lines": lines,
    }  # fmt: skip
    return ClaimDraft(**{**values, **changes})


def a_line(code: str, quantity: str = "1", **changes: object) -> LineDraft:
    return LineDraft(
        sequence=1, local_code=code, service_date=today(), quantity=OMR(quantity), pointers=(1,), **changes
    )  # fmt: skip


def steps(claim: Claim) -> list[str]:
    return [step.event for step in queries.timeline(claim.id)]


def codes(claim: Claim) -> set[str]:
    return {finding.code for finding in service.check(claim.id)}


# ---- what a claim begins with -------------------------------------------------------------------


def test_a_claim_begins_with_what_is_known(in_clinic, people):
    claim = starting.start_for(in_clinic.patient_id, people["amal"].user_id)
    assert (claim.policy_id, claim.practitioner_id) == (
        in_clinic.policy_id,
        in_clinic.practitioner_id,
    )
    assert claim.service_date == date(2026, 11, 22)
    assert claim.number == "C-2026-000001"
    assert (
        starting.start_for(in_clinic.patient_id, people["amal"].user_id).number == "C-2026-000002"
    )


def test_the_doctor_entered_last_is_taken_again(in_clinic, people):
    other = made.a_practitioner(licence="DEMO-D-1002", name="Dr Muna", arabic="د. منى")
    amal = people["amal"].user_id
    assert starting.usual_practitioner(amal, today()) is None, "two, and none entered yet"
    visits.a_draft(policy(in_clinic.policy_id), other)
    assert starting.usual_practitioner(amal, today()) == other
    db.session.get(Practitioner, (in_clinic.tenant_id, other)).active = False
    assert starting.usual_practitioner(amal, today()) == in_clinic.practitioner_id


def test_an_ended_policy_is_billed_only_where_there_is_no_other(in_clinic, people):
    ended = made.a_patient(civil_id="20114595", name="Said Al Balushi", phone=None)
    with pytest.raises(NoPolicyToBill):
        starting.start_for(ended.id, people["amal"].user_id)
    old = made.a_policy(
        ended.id, payer=made.GAMMA, begins=date(2025, 1, 1), ends=date(2025, 12, 31)
    )
    assert starting.start_for(ended.id, people["amal"].user_id).policy_id == old.id
    good = made.a_policy(ended.id, payer=made.ALPHA)
    assert starting.usual_policy(policies(ended.id), today()).id == good.id


# ---- writing a draft ----------------------------------------------------------------------------


def test_money_adds_up(claim):
    assert (claim.net, claim.patient_share, claim.payer_share) == (
        OMR("16.700"),
        OMR("1.670"),
        OMR("15.030"),
    )
    service.save_draft(
        claim.id, draft_from(claim, a_line("IMG-CHEST", "2"), a_line("CONS-GP")), claim.version
    )
    assert [line.net for line in claim.lines] == [OMR("37.800"), OMR("12.500")], (
        "with 5 % VAT on imaging"
    )
    assert claim.tax == OMR("1.800")
    assert claim.patient_share == OMR("3.000"), "a tenth, at most three rials"
    assert claim.net == sum(line.net for line in claim.lines)
    assert all(line.net == line.patient_share + line.payer_share for line in claim.lines)


def test_a_typed_price_stands_and_an_unpriced_service_stays(claim, in_clinic):
    db.session.query(Price).filter_by(tenant_id=in_clinic.tenant_id).filter(
        Price.unit_price == OMR("4.200")
    ).delete()
    lines = (a_line("CONS-GP", unit_price=OMR("10.000")), a_line("LAB-CBC", "3"), a_line("NO-SUCH"))
    service.save_draft(claim.id, draft_from(claim, *lines), claim.version)
    assert [(line.local_code, line.unit_price, line.code) for line in claim.lines] == [
        ("CONS-GP", OMR("10.000"), "DEMO-CONS-GP"), ("LAB-CBC", OMR("0.000"), "DEMO-LAB-CBC"), ("NO-SUCH", OMR("0.000"), None),
    ]  # fmt: skip
    found = {(one.code, one.field) for one in service.check(claim.id)}
    assert ("CHK-41", "lines-1-code") in found
    assert ("CHK-40", "lines-2-code") in found
    assert claim.lines[2].service_id is None


def test_only_lines_changed_still_makes_a_new_version(claim):
    before = claim.version
    service.save_draft(
        claim.id, draft_from(claim, a_line("CONS-GP"), a_line("LAB-CBC", "2")), before
    )
    assert claim.version == before + 1
    service.save_draft(
        claim.id, draft_from(claim, a_line("CONS-GP"), a_line("LAB-CBC", "2")), claim.version
    )
    assert claim.version == before + 2
    with pytest.raises(ClaimStale):
        service.save_draft(claim.id, draft_from(claim), before)


def test_a_page_is_not_outdated_by_itself(claim):
    page, seen = uuid4(), claim.version
    service.keep_typed(claim.id, [("lines-0-service", "x")], seen, page)
    service.save_draft(claim.id, draft_from(claim, a_line("CONS-GP")), seen, page)
    assert claim.typed is None
    with pytest.raises(ClaimStale):
        service.save_draft(claim.id, draft_from(claim), seen, uuid4())


def test_the_policy_decides_the_payer(claim, in_clinic):
    other = made.a_policy(in_clinic.patient_id, payer=made.GAMMA, copay="20", most=None)
    service.save_draft(
        claim.id, draft_from(claim, a_line("CONS-GP"), policy_id=other.id), claim.version
    )
    assert claim.payer_id == other.payer_id
    assert claim.patient_share == OMR("2.500")


def test_nothing_of_somebody_else_gets_in(claim, seeb):
    for changes in (
        {"policy_id": seeb.policy_id}, {"practitioner_id": seeb.practitioner_id}, {"facility_id": uuid4()},
        {"related_claim_id": uuid4()},
    ):  # fmt: skip
        with pytest.raises(NotFound):
            drafting.write(claim, draft_from(claim, **changes))


# ---- what the checker is told -------------------------------------------------------------------


def test_the_facts_say_what_lists_and_records_say(claim, in_clinic):
    claim.referral_number, claim.patient_paid = "R-1", OMR("1.000")
    told, _parameters = facts.facts_of(claim)
    assert all(
        line.known and line.in_contract and line.valid_from == date(2024, 1, 1)
        for line in told.lines
    )
    assert (told.referral_number, told.patient_share_collected) == ("R-1", OMR("1.000"))
    assert told.related is None
    assert "CHK-81" in codes(claim), "less was collected than the patient owes"
    claim.lines[0].code = "GONE"
    assert not facts.facts_of(claim)[0].lines[0].known
    claim.lines[0].code_system = "http://www.ama-assn.org/go/cpt"
    assert facts.facts_of(claim)[0].lines[0].known, (
        "a licensed list that is not loaded calls nothing unknown"
    )


def test_a_card_of_another_gulf_state_is_not_judged_as_ours(in_clinic, people):
    from app.patients.service import register
    from app.patients.values import NewDocument, NewPatient

    guest = register(
        NewPatient(name_en="Guest", birth_date=date(1990, 1, 1), sex="male", document=NewDocument(kind="gcc_id", number="784199012345678", country="AE")), sure=True
    )  # fmt: skip
    cover = made.a_policy(guest.id)
    claim = visits.a_draft(cover, in_clinic.practitioner_id)
    assert "CHK-02" not in codes(claim)


def test_siblings_of_living_claims_are_seen(claim, in_clinic):
    visits.send(claim)
    again = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id)
    assert "CHK-86" in codes(again)


# ---- sending and taking back --------------------------------------------------------------------


def test_a_sound_claim_is_queued_once(claim):
    sent = service.submit(claim.id, claim.version)
    assert (sent.status, sent.attempts) == ("queued", 1)
    sending = service.last_submission(claim)
    assert sending.identifier == f"{claim.number}-1"
    message = visits.message_of(claim.id)
    assert (message.id, message.status, message.focal_identifier) == (
        sending.message_id,
        "queued",
        sending.identifier,
    )
    with pytest.raises(ClaimNotEditable):
        service.submit(claim.id, claim.version)
    assert steps(claim) == ["submitted"]


def test_blocks_stop_it_and_warnings_only_when_asked(claim):
    with pytest.raises(ClaimWarned):
        service.submit(claim.id, claim.version, over_warnings=False)
    claim.practitioner_id = None
    db.session.flush()
    with pytest.raises(ClaimBlocked) as refused:
        service.submit(claim.id, claim.version)
    assert [finding.code for finding in refused.value.findings] == ["CHK-22"]
    assert (claim.status, claim.attempts) == ("draft", 0)


def test_what_could_not_be_read_is_never_sent(claim):
    service.keep_typed(claim.id, [("lines-0-service", "?")], claim.version)
    with pytest.raises(ClaimUnfinished):
        service.submit(claim.id, claim.version)


def test_what_is_half_typed_is_kept_sealed(claim):
    typed = [("note", "Asthma since childhood"), ("lines-0-service", "")]
    service.keep_typed(claim.id, typed, claim.version)
    db.session.flush()
    db.session.refresh(claim)
    assert claim.typed == typed
    assert b"Asthma" not in bytes(claim.typed_sealed)


def test_withdraw_while_it_certainly_has_not_left(claim):
    visits.send(claim)
    service.withdraw(claim.id)
    assert claim.status == "draft"
    assert visits.message_of(claim.id).status == "failed"
    assert steps(claim) == ["submitted", "withdrawn"]
    assert (claim.attempts, claim.withdrawals) == (1, 1)
    service.submit(claim.id, claim.version)
    assert service.last_submission(claim).identifier == f"{claim.number}-2"


def test_what_a_worker_has_in_hand_cannot_be_withdrawn(claim):
    visits.send(claim)
    visits.take(visits.message_of(claim.id))
    with pytest.raises((AlreadyLeaving, NotPossible)):
        service.withdraw(claim.id)
    assert visits.message_of(claim.id).status == "sending"


def test_what_is_under_way_is_not_discarded_and_what_was_called_back_is(claim):
    visits.send(claim)
    with pytest.raises(NotPossible):
        service.discard(claim.id)
    service.withdraw(claim.id)
    assert service.discard(claim.id).status == "cancelled"


def test_discarding_puts_a_draft_away(claim):
    assert service.discard(claim.id).status == "cancelled"
    with pytest.raises(NotPossible):
        service.withdraw(claim.id)
    with pytest.raises(NotPossible):
        service.reopen(claim.id)


def test_every_step_stands_in_the_timeline_with_its_actor(claim, people):
    visits.send(claim)
    event = db.session.scalars(select(ClaimEvent).where(ClaimEvent.claim_id == claim.id)).one()
    assert (event.axis, event.from_status, event.to_status, event.actor_id) == (
        "status", "draft", "queued", people["amal"].user_id,
    )  # fmt: skip
    assert queries.timeline(claim.id)[0].actor_en == "Amal"
    assert event.details["over"] == ["CHK-13"]


# ---- the first page's list ----------------------------------------------------------------------


def test_what_needs_a_person(claim, in_clinic):
    old = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id, days_ago=10)
    ancient = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id, days_ago=70)
    held = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id, days_ago=5)
    held.status = "held"
    db.session.flush()
    found = queries.needing_a_person()
    assert {row.id: row.days_left for row in found} == {ancient.id: -10, old.id: 50, held.id: 55}
    assert {row.at_stake for row in found} == {OMR("11.250")}
    assert claim.id not in {row.id for row in found}, "a draft of today needs nobody yet"
