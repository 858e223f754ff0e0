"""From the advice to the account: matching with reasons, parking with a name, never twice."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.claims import queries as claim_queries
from app.exchange.messages import (
    ClaimAnswer,
    PaymentAdvice,
    PaymentComponent,
    PaymentItem,
    PaymentLine,
    Reply,
)
from app.kernel.clock import now
from app.kernel.db import db
from app.remittances import advices, answering, ledger, posting, rules, settling
from app.remittances.errors import (
    NotWaiting,
    OriginUnknown,
    OtherPayer,
    OverApproved,
    StillTakenBack,
)
from app.remittances.models import Remittance
from app.remittances.receiving import NewLine
from tests.factories import clinic as made
from tests.remittances.conftest import answered, for_, partly, pay

OMR = Decimal


def lines(remittance):
    return [(one.status, one.problem) for one in remittance.lines]


def test_a_judgement_opens_the_account(judged):
    claim = judged("11.250", "0.000")
    row = ledger.account_row(claim.id)
    assert (row.billed, row.patient_share, row.approved, row.denied) == (OMR("16.700"), OMR("1.670"), OMR("11.250"), OMR("3.780"))  # fmt: skip
    assert row.state == rules.EXPECTED


def test_paid_in_full_by_our_number_the_claim_closes(judged):
    claim = judged()
    found = pay(for_(claim, "15.030"))
    assert (found.status, lines(found)) == ("posted", [("posted", None)])
    assert found.lines[0].reasons == ["our_number"]
    row = ledger.account_row(claim.id)
    assert (row.state, row.outstanding, row.paid) == (rules.SETTLED, 0, OMR("15.030"))
    assert claim.net == row.patient_share + row.paid + row.written_off
    assert claim.status == "closed"
    assert [one.event for one in claim_queries.timeline(claim.id)][-2:] == ["paid", "settled"]


def test_by_the_payers_number_when_ours_is_missing(judged):
    claim = judged(reference="PAY-77")
    found = pay(NewLine(amount=OMR("15.030"), response_reference="PAY-77"))
    assert found.lines[0].reasons == ["payers_number"]
    assert found.lines[0].claim_id == claim.id


def test_by_patient_day_and_amount_together(judged, in_clinic):
    claim = judged(days_ago=3)
    found = pay(
        NewLine(amount=OMR("15.030"), patient_number="20114587", service_date=claim.service_date),
        payer_id=in_clinic.payer_id,
    )
    assert (found.status, found.lines[0].reasons) == ("posted", ["same_visit"])


def test_an_unknown_claim_is_parked_with_the_likeliest_one_and_its_evidence(judged, in_clinic):
    claim = judged()
    found = pay(NewLine(amount=OMR("15.030"), claim_identifier="C-2026-999999-1"), payer_id=in_clinic.payer_id)  # fmt: skip
    (line,) = found.lines
    assert (found.status, line.status, line.problem) == ("parked", "parked", "unknown_claim")
    assert (line.probable_id, line.reasons) == (claim.id, ["same_amount", "same_payer"])
    assert ledger.account_row(claim.id).paid == 0
    answering.match(line.id, claim.id)
    assert (found.status, line.status, line.reasons) == ("posted", "posted", ["by_person"])
    with pytest.raises(NotWaiting):
        answering.match(line.id, claim.id)


def test_numbers_that_disagree_wait(judged):
    judged(reference="PAY-1")
    other = judged(reference="PAY-2", days_ago=1)
    found = pay(for_(other, "15.030", response_reference="PAY-1"))
    assert lines(found) == [("parked", "numbers_disagree")]


def test_the_same_remittance_twice_is_kept_in_sight_and_posts_nothing(judged):
    claim = judged()
    first = pay(for_(claim, "10.000"), reference="ADV-1")
    again = pay(for_(claim, "10.000"), reference="ADV-1")
    assert (again.status, again.problem, again.twice_of_id) == ("parked", "twice", first.id)
    assert lines(again) == [("waiting", None)]
    assert ledger.account_row(claim.id).paid == OMR("10.000")
    answering.put_away(again.id, "it came twice")
    assert again.status == "put_away"
    answering.take_up(again.id)
    assert again.status == "parked"


def test_over_what_is_owed_waits_for_a_word_and_then_posts(judged):
    claim = judged("11.250", "0.000")
    found = pay(for_(claim, "12.000"))
    assert lines(found) == [("parked", "over_approved")]
    with pytest.raises(OverApproved):
        answering.match(found.lines[0].id, claim.id)
    db.session.rollback()


def test_over_by_a_person(judged):
    claim = judged("11.250", "0.000")
    found = pay(for_(claim, "12.000"))
    answering.match(found.lines[0].id, claim.id, over=True)
    assert ledger.account_row(claim.id).state == rules.OVERPAID
    assert lines(pay(for_(claim, "99.000"))) == [("parked", "over_claimed")]


def test_what_takes_back_an_unknown_payment_waits_for_it_or_for_a_word(judged):
    claim = judged()
    pay(for_(claim, "10.000", entry_reference="E-1"))
    back = pay(for_(claim, "-4.000", kind="takeback", original_reference="E-9"))
    assert lines(back) == [("parked", "origin_unknown")]
    assert ledger.account_row(claim.id).taken_back == 0
    pay(for_(claim, "5.030", entry_reference="E-9"))
    assert (back.status, lines(back)) == ("posted", [("posted", None)])
    known = pay(for_(claim, "-1.000", kind="takeback", original_reference="E-1"))
    assert lines(known) == [("posted", None)]
    never = pay(for_(claim, "-1.000", kind="takeback", original_reference="E-0"))
    with pytest.raises(OriginUnknown):
        answering.match(never.lines[0].id, claim.id)
    answering.match(never.lines[0].id, claim.id, over=True)
    assert ledger.account_row(claim.id).taken_back == OMR("6.000")


def test_taken_back_without_origin_waits_and_passes_once_the_payment_is_there(judged):
    claim = judged()
    back = pay(for_(claim, "-5.000", kind="takeback"))
    assert lines(back) == [("parked", "no_origin")]
    pay(for_(claim, "15.030"))
    assert (back.status, lines(back)) == ("posted", [("posted", None)])
    row = ledger.account_row(claim.id)
    assert (row.paid, row.taken_back, row.outstanding) == (OMR("15.030"), OMR("5.000"), OMR("5.000"))  # fmt: skip
    assert claim.status == "adjudicated", "a settled claim opens again when money goes back"


def test_a_payment_before_its_judgement_waits_for_it(in_clinic, judged):
    from app.patients.queries import policy
    from tests.factories import visits

    draft = visits.a_draft(policy(in_clinic.policy_id), in_clinic.practitioner_id)
    claim = visits.send(draft)
    early = pay(for_(claim, "11.250", kind="advance"))
    assert lines(early) == [("parked", "not_judged")]
    answered(claim, ClaimAnswer(outcome="judged", judgement="approved"))
    assert (early.status, lines(early)) == ("posted", [("posted", None)])


def test_a_sum_that_differs_waits_whole_until_a_person_takes_it(judged):
    claim = judged()
    found = pay(for_(claim, "15.030"), amount="15.000")
    assert (found.status, found.problem, lines(found)) == ("parked", "sum_differs", [("waiting", None)])  # fmt: skip
    assert ledger.account_row(claim.id).paid == 0
    answering.accept(found.id, "the payer rang")
    assert (found.status, lines(found)) == ("posted", [("posted", None)])


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"currency": "USD"}, "currency"),
        ({"paid_on": __import__("datetime").date(2062, 1, 1)}, "strange_day"),
    ],
)
def test_nonsense_waits(judged, how, problem):
    claim = judged()
    found = pay(for_(claim, "1.000"), **how)
    assert (found.status, found.problem) == ("parked", problem)


def test_paid_before_the_visit_waits(judged):
    from datetime import timedelta

    claim = judged()
    found = pay(for_(claim, "1.000", paid_on=claim.service_date - timedelta(days=1)))
    assert lines(found) == [("parked", "paid_before_visit")]


def test_taken_off_by_contra_entries_only(judged):
    claim = judged()
    found = pay(for_(claim, "15.030"))
    before = len(ledger.entries(claim.id))
    answering.take_off(found.lines[0].id, "wrong claim")
    row = ledger.account_row(claim.id)
    assert (found.status, row.paid, row.state) == ("parked", 0, rules.EXPECTED)
    after = ledger.entries(claim.id)
    assert len(after) == before + 2
    assert {one.reverses_id for one in after[before:]} == {one.id for one in after[before - 2 : before]}  # fmt: skip
    answering.match(found.lines[0].id, claim.id)
    assert ledger.account_row(claim.id).state == rules.SETTLED


def test_a_payment_that_was_taken_back_is_not_taken_off(judged):
    claim = judged()
    found = pay(for_(claim, "15.030"))
    pay(for_(claim, "-1.000", kind="takeback"))
    with pytest.raises(StillTakenBack):
        answering.take_off(found.lines[0].id, "wrong")


def test_disowned_lines_end_a_remittance_too(judged):
    found = pay(NewLine(amount=OMR("3.000"), claim_identifier="C-2020-000001-1"))
    answering.disown(found.lines[0].id, "another clinic's")
    assert (found.status, lines(found)) == ("posted", [("not_ours", None)])
    answering.take_off(found.lines[0].id, "it is ours after all")
    assert found.status == "parked"


@pytest.fixture
def gamma(in_clinic):
    """Another insurer than the claims were sent to."""
    return made.payer_id(made.GAMMA)


def test_a_claim_of_another_insurer_is_not_taken(judged, gamma):
    claim = judged()
    found = pay(NewLine(amount=OMR("1.000"), claim_identifier="X"), payer_id=gamma)
    with pytest.raises(OtherPayer):
        answering.match(found.lines[0].id, claim.id)


def test_another_insurers_money_for_our_number_waits_for_a_person(judged, gamma):
    claim = judged()
    found = pay(for_(claim, "15.030"), payer_id=gamma)
    assert (found.status, lines(found)) == ("parked", [("parked", "other_payer")])
    assert found.lines[0].probable_id == claim.id
    assert ledger.account_row(claim.id).paid == 0
    answering.match(found.lines[0].id, claim.id, over=True)
    assert (found.status, ledger.account_row(claim.id).paid) == ("posted", OMR("15.030"))


def test_the_claims_own_insurer_is_matched_by_our_number(judged, in_clinic):
    claim = judged()
    found = pay(for_(claim, "15.030"), payer_id=claim.payer_id)
    assert lines(found) == [("posted", None)]


def test_two_insurers_may_number_alike(judged, gamma):
    claim = judged(reference="4711")
    line = NewLine(amount=OMR("15.030"), response_reference="4711")
    assert lines(pay(line, payer_id=gamma)) == [("parked", "unknown_claim")]
    assert lines(pay(line, payer_id=claim.payer_id)) == [("posted", None)]


def test_an_administrator_of_several_insurers_pays_for_each(judged, gamma, monkeypatch):
    judged(reference="4711")
    administrator = SimpleNamespace(id=gamma, kind="tpa")
    monkeypatch.setattr(posting, "payer", lambda _payer_id: administrator)
    line = NewLine(amount=OMR("15.030"), response_reference="4711")
    assert lines(pay(line, payer_id=gamma)) == [("posted", None)]


def test_a_take_back_names_an_entry_of_its_own_insurer(judged, gamma):
    claim = judged()
    pay(for_(claim, "15.030", entry_reference="E-1"), payer_id=claim.payer_id)
    back = NewLine(amount=OMR("-15.030"), kind="takeback", original_reference="E-1")
    assert lines(pay(back, payer_id=gamma)) == [("parked", "unknown_claim")]
    assert lines(pay(back, payer_id=claim.payer_id)) == [("posted", None)]


def test_written_off_and_let_go_settle_a_claim(judged):
    claim = judged("11.250", "0.000")
    pay(for_(claim, "11.000"))
    settling.give_up(claim.id, 1, "written_off", OMR("0.250"), "not worth a letter")
    assert claim.status == "adjudicated"
    settling.give_up(claim.id, 2, "let_go", OMR("3.780"), "not covered")
    assert claim.status == "closed"
    row = ledger.account_row(claim.id)
    assert claim.net == row.patient_share + row.paid + row.written_off + row.let_go


def test_judged_again_and_paid_again(judged):
    claim = judged("11.250", "0.000")
    pay(for_(claim, "11.250"))
    partly(claim, "11.250", "3.780")
    assert ledger.account_row(claim.id).outstanding == OMR("3.780")
    pay(for_(claim, "3.780", claim_line=2))
    assert [one.paid for one in ledger.account(claim.id).values()] == [OMR("11.250"), OMR("3.780")]
    assert claim.status == "closed"


def test_the_exchange_tells_of_lines_fees_and_the_insurer(judged, in_clinic):
    claim = judged()
    advice = PaymentAdvice(
        reference="ADV-9", payment_reference="TRF-9", amount=OMR("14.780"), payer_licence="DEMO-ALPHA",
        disposition="Payment made.",
        lines=(
            PaymentLine(
                claim_identifier=f"{claim.number}-1", response_reference="PAY-1", amount=OMR("14.880"),
                components=(PaymentComponent(kind="payment", amount=OMR("15.030")), PaymentComponent(kind="early_payment", amount=OMR("-0.150"))),
                items=(PaymentItem(sequence=1, amount=OMR("11.250")), PaymentItem(sequence=2, amount=OMR("3.780"))),
            ),
            PaymentLine(claim_identifier="", response_reference="", amount=OMR("-0.100"), kind="fee", components=(PaymentComponent(kind="fee", amount=OMR("-0.100")),)),
        ),
    )  # fmt: skip
    advices.apply_advice(Reply(kind="payment", message_id=None, subject_kind="", subject_id=None, answer=advice, received_at=now(), inbound_id=None))  # fmt: skip
    (found,) = db.session.scalars(db.select(Remittance)).all()
    assert (found.status, found.payer_id) == ("posted", in_clinic.payer_id)
    assert [(one.kind, one.claim_line, one.reasons) for one in found.lines] == [
        ("payment", 1, ["our_number", "payers_number"]), ("payment", 2, ["our_number", "payers_number"]),
        ("early_payment", None, ["our_number", "payers_number"]), ("fee", None, ["on_the_whole"]),
    ]  # fmt: skip
    row = ledger.account_row(claim.id)
    assert (row.paid, row.early_payment, row.outstanding) == (OMR("15.030"), OMR("0.150"), 0)
    with pytest.raises(advices.NoAdvice):
        advices.apply_advice(Reply(kind="payment", message_id=None, subject_kind="", subject_id=None, answer=ClaimAnswer(outcome="queued"), received_at=now(), inbound_id=uuid4()))  # fmt: skip


@pytest.mark.parametrize("statement", ["UPDATE ledger_entries SET amount = 1", "DELETE FROM ledger_entries"])  # fmt: skip
def test_the_database_itself_lets_nobody_change_an_entry(judged, statement):
    judged()
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(statement))
