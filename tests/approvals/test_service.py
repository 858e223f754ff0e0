"""The verbs of an approval against the real database: sent, answered, extended, used, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from app.approvals import ending, queries, sealed, sentences, service, story, units
from app.approvals.errors import (
    AnswerToAnotherApproval,
    ApprovalNotUsable,
    CancelUnderWay,
    DocumentsMissing,
    NothingToExtend,
    NoUnitsLeft,
    RequestIncomplete,
    RequestNotEditable,
    RequestStale,
    RequestUnfinished,
    SentenceTwice,
)
from app.approvals.models import Approval, ApprovalUse
from app.approvals.requirements import NewRequirement, Times, add, set_times
from app.approvals.units import ClaimOfUnits
from app.claims import service as claims
from app.claims.facts import facts_of
from app.claims.following import start_following
from app.claims.habits import missing
from app.claims.habits.missing import Wanted
from app.claims.history import move
from app.claims.values import CORRECTION, ClaimDraft, DiagnosisDraft, LineDraft
from app.documents import service as documents
from app.exchange.messages import (
    CANCEL,
    DISPATCHED,
    HELD_BACK,
    REFUSED,
    RELEASED,
    UNCLEAR,
    ApprovalAnswer,
    CancelAnswer,
    DeliveryNote,
    Refusal,
)
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.states import NotPossible
from app.patients.queries import policy
from app.practitioners.models import Practitioner
from app.tenants.models import Facility
from app.tenants.scope import find
from tests.disputes.conftest import judge
from tests.factories import requests, visits
from tests.factories.requests import granted, reply_to

OMR = Decimal
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # fmt: skip


def steps(approval: Approval) -> list[str]:
    return [step.event for step in queries.timeline(approval.id)]


@pytest.fixture
def asked(draft) -> Approval:
    """It was sent."""
    return requests.send(draft)


@pytest.fixture
def approved(asked) -> Approval:
    """Granted: six sessions and a consultation, until 3 December."""
    service.apply_answer(reply_to(asked, granted(asked)))
    return asked


# ---- drafts -------------------------------------------------------------------------------------


def test_a_draft_holds_what_was_typed_and_what_the_lists_say(draft):
    first, second = draft.lines
    assert (first.local_code, first.code, first.units, first.net) == ("LAB-A1C", "DEMO-LAB-HBA1C", OMR(6), OMR("40.500"))  # fmt: skip
    assert draft.net == first.net + second.net == OMR("53.000")
    assert sealed.words(draft, "justification_sealed") == requests.WHY
    assert requests.WHY.encode() not in draft.justification_sealed
    assert draft.number == "A-2026-000001"


def test_of_two_pages_the_second_saves_nothing(draft):
    with pytest.raises(RequestStale):
        service.keep_typed(draft.id, [("why", "x")], draft.version - 1)
    page = uuid4()
    service.keep_typed(draft.id, [("why", "x")], draft.version, page)
    service.keep_typed(draft.id, [("why", "y")], 0, page)
    assert sealed.typed(draft) == [("why", "y")]
    service.keep_typed(draft.id, [("why", "z")], 0, page, leaving=True)
    with pytest.raises(RequestStale):
        service.keep_typed(draft.id, [("why", "late")], 0, page)
    assert sealed.typed(draft) == [("why", "z")]


def test_what_cannot_be_read_is_not_sent(draft):
    service.keep_typed(draft.id, [("units", "many")], draft.version)
    with pytest.raises(RequestUnfinished):
        requests.send(draft)


def test_what_is_missing_is_named(in_clinic):
    bare = requests.a_request(policy(in_clinic.policy_id), None, why="", kind="pharmacy")
    with pytest.raises(RequestIncomplete) as refusal:
        requests.send(bare)
    assert set(refusal.value.missing) == {
        "practitioner", "justification", "prescription_number", "days_supply",
    }  # fmt: skip
    assert bare.status == "draft"


@pytest.mark.parametrize("whose", ["practitioner", "facility"])
def test_an_ended_licence_keeps_a_request_here(draft, whose):
    one = find(
        *{
            "practitioner": (Practitioner, draft.practitioner_id),
            "facility": (Facility, draft.facility_id),
        }[whose]
    )
    one.licence_from, one.licence_to = date(2020, 1, 1), today() - timedelta(days=1)
    with pytest.raises(RequestIncomplete) as refusal:
        requests.send(draft)
    assert refusal.value.missing == (f"{whose}_licence",)
    one.licence_to = today()
    assert requests.send(draft).status == "queued"


def test_papers_the_payer_wants_must_be_there(draft):
    add(NewRequirement(
        payer_id=draft.payer_id, scope="service", target="LAB-A1C", level="above", threshold=OMR(40),
        documents=("lab_result",), valid_from=today(),
    ))  # fmt: skip
    with pytest.raises(DocumentsMissing) as refusal:
        requests.send(draft)
    assert refusal.value.kinds == ("lab_result",)
    documents.add("approval", draft.id, a_pdf(), title="Sugar", kind="lab_result")
    assert requests.send(draft).status == "queued"


def test_below_the_amount_no_paper_is_wanted(draft):
    add(NewRequirement(
        payer_id=draft.payer_id, scope="service", target="LAB-A1C", level="above", threshold=OMR("40.500"),
        documents=("lab_result",), valid_from=today(),
    ))  # fmt: skip
    assert requests.send(draft).status == "queued"


def a_pdf() -> bytes:
    import io

    from pypdf import PdfWriter

    book, file = PdfWriter(), io.BytesIO()
    book.add_blank_page(72, 72)
    book.write(file)
    return file.getvalue()


# ---- answers ------------------------------------------------------------------------------------


def test_sending_starts_the_clock(asked):
    assert (asked.status, asked.attempts, asked.clock_from) == ("queued", 1, now())
    assert story.clock(asked).minutes_left == 30
    with pytest.raises(RequestNotEditable):
        requests.send(asked)


@pytest.mark.parametrize("hours", [1, 24, 24 * 30])
def test_no_time_ever_approves(asked, clock, hours):
    service.apply_answer(reply_to(asked, ApprovalAnswer(outcome="queued")))
    clock.shift(timedelta(hours=hours))
    ending.end_here()
    assert asked.status == "pended"
    assert story.clock(asked).tone == "red"
    assert [row.cause for row in queries.needing_a_person()] == ["late"]


def test_the_receipt_starts_the_payers_time_anew(asked, clock):
    clock.shift(timedelta(minutes=10))
    service.apply_answer(reply_to(asked, ApprovalAnswer(outcome="queued")))
    assert asked.clock_from == now()
    clock.shift(timedelta(minutes=22))
    service.apply_answer(reply_to(asked, granted(asked)))
    assert queries.timeline(asked.id)[-1].details == {"minutes": 22}


def test_a_late_answer_counts_and_says_that_it_is_late(asked, clock):
    set_times(asked.payer_id, Times(minutes=20), today())
    clock.shift(timedelta(minutes=25))
    service.apply_answer(reply_to(asked, granted(asked)))
    assert asked.status == "approved"
    assert queries.timeline(asked.id)[-1].details == {"minutes": 25, "late": 5}


def test_approved_in_full(approved):
    assert (approved.status, approved.approved, approved.payer_reference) == ("approved", OMR("53.000"), "PA-1")  # fmt: skip
    assert [(line.outcome, line.approved_units) for line in approved.lines] == [("approved", OMR(6)), ("approved", OMR(1))]  # fmt: skip


def test_partly_approved_by_line(asked):
    answer = granted(asked, {1: "2"})
    service.apply_answer(reply_to(asked, answer))
    assert asked.status == "partial"
    assert [line.approved_units for line in asked.lines] == [OMR(2), OMR(1)]


def test_a_partial_answer_that_is_silent_about_a_line_grants_it_not(asked):
    answer = granted(asked, {1: "2"})
    service.apply_answer(reply_to(asked, replace(answer, lines=answer.lines[:1])))
    assert [line.approved_units for line in asked.lines] == [OMR(2), OMR(0)]
    assert asked.lines[1].outcome == "denied"


def test_denied_keeps_the_reasons_sealed(asked):
    answer = granted(asked, judgement="denied", reference="", disposition="Not covered for Fatma")
    service.apply_answer(reply_to(asked, answer))
    assert (asked.status, asked.approved) == ("refused", OMR(0))
    assert sealed.words(asked, "disposition_sealed") == "Not covered for Fatma"
    assert b"Fatma" not in asked.disposition_sealed
    assert [row.cause for row in queries.needing_a_person()] == ["refused"]
    service.noted(asked.id)
    assert queries.needing_a_person() == []


def test_rejected_is_put_right_and_sent_again_and_the_old_answer_changes_nothing(asked):
    first = service.last_sending(asked).message_id
    refused = ApprovalAnswer(outcome="rejected", refusals=(Refusal(code="BV-00251", text="Sums"),))
    service.apply_answer(reply_to(asked, refused))
    assert (asked.status, asked.problem_code) == ("rejected", "BV-00251")
    service.reopen(asked.id)
    requests.send(asked)
    assert service.last_sending(asked).identifier == "A-2026-000001-2"
    service.apply_answer(reply_to(asked, granted(asked), message_id=first))
    assert asked.status == "queued"
    assert steps(asked)[-1] == "earlier_sending_answered"


def test_the_same_answer_again_moves_nothing(approved):
    before = approved.answered_at
    service.apply_answer(reply_to(approved, granted(approved)))
    assert steps(approved)[-1] == "answer_repeated"
    assert approved.answered_at == before


def test_a_payer_may_judge_again(approved):
    service.apply_answer(reply_to(approved, granted(approved, {1: "3"})))
    assert (approved.status, approved.lines[0].approved_units) == ("partial", OMR(3))


def test_a_receipt_after_the_decision_moves_nothing(approved):
    service.apply_answer(reply_to(approved, ApprovalAnswer(outcome="queued")))
    assert (approved.status, steps(approved)[-1]) == ("approved", "acknowledged_late")


def test_an_answer_to_a_cancelled_request_is_told_and_changes_nothing(asked):
    service.apply_answer(reply_to(asked, ApprovalAnswer(outcome="queued")))
    service.cancel(asked.id, "not_performed")
    service.apply_cancel_answer(reply_to(asked, CancelAnswer(done=True)))
    service.apply_answer(reply_to(asked, granted(asked)))
    assert (asked.status, asked.approved) == ("cancelled", None)
    assert steps(asked)[-1] == "answered_after_cancel"


def test_a_refused_cancellation_leaves_it_as_it_was(approved):
    service.cancel(approved.id, "not_performed")
    answer = CancelAnswer(done=False, refusals=(Refusal(code="BV-00143"),))
    service.apply_cancel_answer(reply_to(approved, answer))
    assert (approved.status, steps(approved)[-1]) == ("approved", "cancel_refused")


def test_what_is_no_answer_to_a_request_is_set_aside(asked):
    for reply in (
        reply_to(asked, CancelAnswer(done=True)),
        reply_to(asked, granted(asked), subject_id=None),
    ):
        with pytest.raises(AnswerToAnotherApproval):
            service.apply_answer(reply)
    with pytest.raises(AnswerToAnotherApproval):
        service.apply_cancel_answer(reply_to(asked, granted(asked)))


@pytest.mark.parametrize(
    ("news", "status"),
    [
        ((DISPATCHED,), "sent"), ((HELD_BACK,), "held"), ((HELD_BACK, RELEASED), "queued"),
        ((REFUSED,), "rejected"), ((DISPATCHED, UNCLEAR), "sent"),
    ],
)  # fmt: skip
def test_news_of_the_message(asked, news, status):
    for one in news:
        service.note_delivery(note(asked, one))
    assert asked.status == status


def note(approval, news, kind="approval"):
    return DeliveryNote(
        message_id=service.last_sending(approval).message_id, kind=kind, subject_id=approval.id,
        news=news, at=now(), refusal=Refusal(code="BV-1"),
    )  # fmt: skip


def test_a_cancellation_that_does_not_leave_moves_nothing(approved):
    service.note_delivery(note(approved, HELD_BACK, CANCEL))
    assert (approved.status, steps(approved)[-1]) == ("approved", "cancel_held")


def test_withdrawn_before_it_left_and_put_away(asked):
    service.withdraw(asked.id)
    assert asked.status == "draft"
    service.discard(asked.id)
    assert asked.status == "cancelled"
    with pytest.raises(NotPossible):
        service.reopen(asked.id)


def test_a_second_cancellation_waits_for_the_answer_to_the_first(approved):
    service.cancel(approved.id, "not_performed")
    with pytest.raises(CancelUnderWay):
        service.cancel(approved.id, "not_performed")
    assert steps(approved).count("cancel_asked") == 1


# ---- the first page's list ----------------------------------------------------------------------


@pytest.fixture
def used(approved, in_clinic):
    """Take so many of the six sessions of the approval for a claim."""

    def take(units: str) -> None:
        claim = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id)
        service.use(claim.id, approved.lines[0].id, OMR(units), today())

    return take


def waiting():
    return [(row.cause, row.at_stake) for row in queries.needing_a_person()]


def test_in_its_last_week_an_approval_waits_with_what_its_units_are_worth(approved, used, clock):
    assert waiting() == []
    used("4")
    clock.shift(timedelta(days=3))
    assert waiting() == []
    clock.shift(timedelta(days=1))
    # Two of six sessions of 40.500 together, and the consultation.
    assert waiting() == [("ending", OMR("13.500") + OMR("12.500"))]
    clock.shift(timedelta(days=7))
    assert queries.needing_a_person()[0].days_left == 0
    clock.shift(timedelta(days=1))
    assert waiting() == []


def test_the_last_unit_is_spoken_of_long_before_the_last_day(approved, used):
    used("4")
    assert waiting() == []
    used("1")
    assert waiting() == [("ending", OMR("6.750") + OMR("12.500"))]
    used("1")
    assert waiting() == []


def test_having_read_the_answer_hides_no_later_renewal(asked, clock):
    service.apply_answer(reply_to(asked, granted(asked, {1: "2"})))
    assert [cause for cause, _worth in waiting()] == ["partial"]
    service.noted(asked.id)
    assert waiting() == []
    clock.shift(timedelta(days=4))
    assert [cause for cause, _worth in waiting()] == ["ending"]
    service.noted(asked.id)
    assert waiting() == []


def test_of_many_denied_ones_the_dearest_is_read_too(in_clinic):
    def denied(services):
        request = requests.a_request(
            policy(in_clinic.policy_id), in_clinic.practitioner_id, services=services
        )
        requests.send(request)
        service.apply_answer(reply_to(request, granted(request, judgement="denied", reference="")))
        return request

    cheap = [denied((("CONS-GP", "1"),)) for _number in range(3)]
    dear = denied((("LAB-A1C", "9"),))
    assert [row.id for row in queries.needing_a_person(limit=1)] == [dear.id]
    assert {row.id for row in queries.needing_a_person()} == {dear.id, *(one.id for one in cheap)}


# ---- extending and ending -----------------------------------------------------------------------


def test_an_extension_restates_everything_and_names_the_payers_number(approved):
    from app.approvals.sending import request_of

    further = service.extend(approved.id)
    assert further.status == "draft"
    assert [(line.local_code, line.units) for line in further.lines] == [("LAB-A1C", OMR(6)), ("CONS-GP", OMR(1))]  # fmt: skip
    said = request_of(further, "X")
    assert (said.extends, said.comment, said.total) == ("PA-1", requests.WHY, OMR("53.000"))
    with pytest.raises(NothingToExtend):
        service.extend(approved.id)
    service.discard(further.id)
    assert service.extend(approved.id).extends_id == approved.id


def test_what_is_not_judged_is_not_extended(asked):
    with pytest.raises(NothingToExtend):
        service.extend(asked.id)


@pytest.mark.parametrize(
    ("moment", "status"),
    [("2026-12-03 23:59 +0400", "approved"), ("2026-12-04 00:00 +0400", "expired")],
)
def test_it_ends_after_its_last_day_in_muscat_and_says_so(approved, moment, status):
    from datetime import datetime

    with time_machine.travel(datetime.strptime(moment, "%Y-%m-%d %H:%M %z"), tick=False):
        ending.end_here()
        assert approved.status == status
        assert ("expired" in steps(approved)) is (status == "expired")


# ---- units --------------------------------------------------------------------------------------


@pytest.fixture
def claim(in_clinic, approved):
    db.session.flush()
    return visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id)


def test_units_are_taken_and_given_back(approved, claim):
    line = approved.lines[0]
    service.use(claim.id, line.id, OMR(2), today())
    assert units.left_of(line, units.taken([line.id])) == OMR(4)
    (known,) = queries.facts(approved.patient_id, approved.payer_id, today())
    assert known.lines[0].units_left == OMR(4)
    assert known.used_by == (claim.id,)
    service.release(claim.id)
    assert units.taken([line.id]) == {}
    assert steps(approved)[-2:] == ["units_used", "units_released"]


def units_for(claim_id, approved, wanted, *chain):
    return units.use_for(
        ClaimOfUnits(
            claim_id=claim_id, patient_id=approved.patient_id, payer_id=approved.payer_id, on=today(),
            wanted=(("LAB-A1C", "", OMR(wanted)),), chain=frozenset(chain),
        ),
        approved.id,
    )  # fmt: skip


def test_what_the_same_visit_holds_is_not_taken_twice(in_clinic, approved, claim):
    line = next(one for one in approved.lines if one.local_code == "LAB-A1C")
    following = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id)
    assert [one.units for one in units_for(claim.id, approved, 4)] == [4]
    assert units_for(following.id, approved, 4, claim.id) == []
    assert [one.units for one in units_for(following.id, approved, 6, claim.id)] == [2]
    assert units.taken([line.id]) == {line.id: OMR(6)}
    with pytest.raises(NoUnitsLeft):
        units_for(following.id, approved, 7, claim.id)


def test_a_correction_keeps_the_approval_and_the_units_it_stands_on(in_clinic, approved):
    line = next(one for one in approved.lines if one.local_code == "LAB-A1C")
    line.approved_units = OMR(1)
    place = policy(in_clinic.policy_id), in_clinic.practitioner_id
    draft = visits.a_draft(*place, services=("LAB-A1C",))
    draft.approval_id = approved.id
    db.session.flush()
    first = judge(visits.send(draft), {1: "MNEC-003"})
    following = start_following(first.id, CORRECTION)
    assert following.approval_id == approved.id
    facts, _parameters = facts_of(following)
    (known,) = facts.approvals
    assert (known.line(facts.lines[0].code).left, known.used_in) == (1, "")
    claims.submit(following.id, following.version)
    assert units.taken([line.id]) == {line.id: OMR(1)}


def sent_for(draft, approved, quantity):
    """The draft with its only line in so many units of the approval, sent."""
    (line,), (diagnosis,) = draft.lines, draft.diagnoses
    billed = ClaimDraft(
        patient_id=draft.patient_id, policy_id=draft.policy_id, practitioner_id=draft.practitioner_id,
        facility_id=draft.facility_id, service_date=draft.service_date, approval_id=approved.id,
        diagnoses=(DiagnosisDraft(sequence=1, code=diagnosis.code, kind="principal"),),
        lines=(
            LineDraft(
                sequence=1, local_code=line.local_code, service_date=line.service_date,
                quantity=OMR(quantity), pointers=(1,),
            ),
        ),
    )  # fmt: skip
    return visits.send(claims.save_draft(draft.id, billed, draft.version))


def held_by(*claims_of):
    query = select(ApprovalUse.claim_id, ApprovalUse.units).where(ApprovalUse.released_at.is_(None))
    held = dict(iter(db.session.execute(query)))
    return [held.get(one.id, 0) for one in claims_of]


@pytest.mark.parametrize(("corrected", "while_open", "after"), [("2", [5, 0], [0, 2]), ("6", [5, 1], [5, 1])])  # fmt: skip
def test_units_a_correction_no_longer_asks_are_free_once_it_is_judged(
    in_clinic, approved, corrected, while_open, after
):
    line = next(one for one in approved.lines if one.local_code == "LAB-A1C")
    place = policy(in_clinic.policy_id), in_clinic.practitioner_id
    draft = visits.a_draft(*place, services=("LAB-A1C",))
    first = judge(sent_for(draft, approved, 5), {1: "MNEC-003"})
    following = sent_for(start_following(first.id, CORRECTION), approved, corrected)
    assert held_by(first, following) == while_open
    judge(following, {})
    assert held_by(first, following) == after
    assert units.left_of(line, units.taken([line.id])) == OMR(6) - OMR(corrected)
    # Struck again, the first claim counts with what it asked.
    move(following, "nullify_confirmed")
    assert held_by(first, following) == [5, 0]


@pytest.mark.parametrize(("wanted", "fits"), [("6", True), ("6.001", False)])
def test_no_more_than_was_granted(approved, claim, wanted, fits):
    line = approved.lines[0]
    if fits:
        service.use(claim.id, line.id, OMR(wanted), today())
        assert units.left_of(line, units.taken([line.id])) == 0
    else:
        with pytest.raises(NoUnitsLeft):
            service.use(claim.id, line.id, OMR(wanted), today())


@pytest.mark.parametrize("on", [date(2026, 11, 21), date(2026, 12, 4)])
def test_outside_its_days_it_is_not_used(approved, claim, on):
    with pytest.raises(ApprovalNotUsable):
        service.use(claim.id, approved.lines[0].id, OMR(1), on)


def test_what_a_claim_may_choose(approved, in_clinic):
    (one,) = queries.usable(in_clinic.patient_id, in_clinic.payer_id, today())
    assert (one.reference, one.units, one.left) == ("PA-1", OMR(7), OMR(7))
    assert queries.usable(in_clinic.patient_id, in_clinic.payer_id, date(2026, 12, 4)) == []


def missed(**changes):
    """Approvals in the list of what brings no money."""
    wanted = Wanted(
        **{"kind": "approval", "first": date(2026, 11, 1), "last": date(2026, 12, 31), **changes}
    )
    return [(one.subject_id, one.day, one.amount) for one in missing.rows(wanted)]


def test_what_was_agreed_and_never_used_is_missed_even_when_it_has_ended(
    approved, claim, in_clinic, clock
):
    assert missed() == []  # Its own day is given to it.
    clock.shift(timedelta(days=1))
    row = (approved.id, date(2026, 11, 22), OMR("53.000"))
    assert missed() == missed(payer_id=in_clinic.payer_id) == [row]
    assert (
        missed(payer_id=uuid4())
        == missed(first=date(2026, 11, 23))
        == missed(last=date(2026, 11, 21))
        == []
    )
    clock.shift(timedelta(days=30))
    ending.end_here()
    db.session.flush()
    db.session.refresh(approved)
    assert (approved.status, missed()) == ("expired", [row])


def test_what_a_claim_used_is_not_missed(approved, claim, clock):
    clock.shift(timedelta(days=1))
    service.use(claim.id, approved.lines[0].id, OMR(1), today())
    assert missed() == []
    units.release(claim.id)
    assert [one[0] for one in missed()] == [approved.id]
    missing.dismiss("approval", approved.id, "no_visit")
    assert missed() == []


# ---- history and sentences ----------------------------------------------------------------------


def test_own_history_from_five_answers_on(in_clinic, clock):
    for number in range(5):
        one = requests.send(
            requests.a_request(policy(in_clinic.policy_id), in_clinic.practitioner_id)
        )
        assert queries.odds(in_clinic.payer_id, "professional") is None
        clock.shift(timedelta(minutes=20 + number))
        judgement = "denied" if number == 0 else "approved"
        service.apply_answer(reply_to(one, granted(one, judgement=judgement)))
    found = queries.odds(in_clinic.payer_id, "professional")
    assert (found.minutes, found.percent, found.count) == (22, 80, 5)
    assert queries.odds(in_clinic.payer_id, "oral") is None


def test_a_sentence_counts_what_became_of_its_requests(in_clinic):
    sentence = sentences.add("Failed conservative treatment.", "لم ينجح العلاج التحفظي.")
    with pytest.raises(SentenceTwice):
        sentences.add("failed conservative treatment.", "شيء آخر")
    for judgement in ("approved", "denied"):
        one = requests.send(
            requests.a_request(
                policy(in_clinic.policy_id), in_clinic.practitioner_id, why="",
                sentences=(sentence.id,),
            )
        )  # fmt: skip
        service.apply_answer(reply_to(one, granted(one, judgement=judgement)))
    (luck,) = sentences.library()
    assert (luck.judged, luck.granted) == (2, 1)


def test_a_stranger_finds_nothing(approved, inside, people):
    for verb in (service.withdraw, service.extend, service.noted, service.ask_status):
        with pytest.raises(NotFound):
            verb(uuid4())
