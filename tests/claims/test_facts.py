"""Facts of many claims: the same as one by one, in as many statements as for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.claims.facts import facts_of, facts_of_many
from app.claims.history import move
from app.claims.models import Claim
from app.claims.scrubbing import check
from app.contracts import service as contracts
from app.contracts.models import Contract, Price, Service
from app.contracts.service import PriceTerms
from app.contracts.terms import terms_of
from app.documents import service as papers
from app.kernel.clock import today
from app.kernel.db import db
from app.patients import merging
from app.patients.models import IdentityDocument, Patient
from app.patients.queries import policy
from app.practitioners.models import Practitioner
from app.tenants.models import Facility
from tests.factories import clinic as made
from tests.factories import paper, visits
from tests.reference.counting import counted_queries


@pytest.fixture
def cover(in_clinic):
    return policy(in_clinic.policy_id)


@pytest.fixture
def claims(in_clinic, cover) -> list[Claim]:
    """Six drafts of two people at two payers, after one claim that is on its way."""
    other = made.a_patient(civil_id="20998877", name="Salim", arabic="سالم", sex="male")
    second = made.a_policy(other.id, payer=made.GAMMA, member="MEMBER-9")
    visits.send(draft(in_clinic, cover, days_ago=5))
    return [
        draft(in_clinic, one, days_ago=number)
        for number in (0, 2, 9)
        for one in (cover, second)
    ]  # fmt: skip


def draft(clinic, cover, **wishes) -> Claim:
    return visits.a_draft(cover, clinic.practitioner_id, services=("CONS-GP", "LAB-CBC"), **wishes)


def at_one_moment(told):
    return [(replace(facts, moment=None), parameters) for facts, parameters in told]


def test_many_are_told_as_each_by_itself(claims):
    together = facts_of_many(claims)

    assert at_one_moment(together) == at_one_moment([facts_of(claim) for claim in claims])
    assert [facts.service_date for facts, _ in together] == [one.service_date for one in claims]
    assert [len(facts.siblings) for facts, _ in together] == [2, 0] * 3
    assert facts_of_many([]) == []


def test_the_number_of_statements_does_not_grow(claims):
    # What the session holds is not asked for again; measure both with the same things held.
    facts_of_many(claims)
    with counted_queries() as for_one:
        facts_of_many(claims[:1])
    with counted_queries() as for_all:
        facts_of_many(claims)

    assert for_all.number == for_one.number
    # One each: cards, policies with their payers; receipts; answers about cover; rules about approvals, approvals; payers' lists,
    # contracts, prices; codes; earlier lines; papers. Where approvals are held there are five more, for all of
    # them together: their lines, diagnoses, uses, open questions, and the claims that use them.
    assert for_one.number <= 12


def test_the_price_of_the_day_and_the_contract_of_the_day_are_told(claims, cover):
    contract = db.session.query(Contract).filter_by(payer_id=cover.payer_id).one()
    contract.check_parameters = {"near_duplicate_days": 0}
    db.session.query(Price).update({"max_per_day": 2})
    db.session.flush()

    (facts, parameters), (_, others) = facts_of_many(claims[:2])

    assert parameters == {"filing_window_days": 60, "near_duplicate_days": 0}
    assert others == {"filing_window_days": 60}
    assert {line.daily_max for line in facts.lines} == {Decimal(2)}
    assert facts.provider.contract_from == contract.valid_from


def test_of_two_price_lists_the_one_of_the_day_counts(in_clinic, cover):
    code = "LAB-CBC"
    contract = db.session.query(Contract).filter_by(payer_id=cover.payer_id).one()
    newer = contracts.add_price_list(contract.id, "Newer", today())
    service = db.session.query(Service).filter_by(local_code=code).one()
    contracts.set_price(newer.id, service.id, PriceTerms(unit_price=Decimal("99.000")))
    terms = terms_of({cover.payer_id}, {code, "CONS-GP"})

    assert list(terms.prices(cover.payer_id, today())) == [code]
    assert terms.prices(cover.payer_id, today())[code].unit_price == Decimal("99.000")
    assert terms.prices(cover.payer_id, today() - timedelta(days=1))[code].unit_price < Decimal(99)
    assert terms.prices(cover.payer_id, contract.valid_from - timedelta(days=1)) == {}
    assert terms.contract(cover.payer_id, contract.valid_from - timedelta(days=1)) is None


def test_what_was_kept_under_a_merged_record_belongs_to_the_person(in_clinic, cover):
    twin = made.a_patient(civil_id="20445566", name="Fatma", arabic="فاطمة")
    twin_cover = made.a_policy(twin.id, member="MEMBER-7001-B")
    visits.send(draft(in_clinic, twin_cover, days_ago=3))
    merging.merge(cover.patient_id, twin.id)
    db.session.flush()

    (facts, _) = facts_of(draft(in_clinic, cover))

    assert {sibling.code for sibling in facts.siblings} == {line.code for line in facts.lines}


def test_earlier_consultations_here_are_told_with_their_specialty(claims, in_clinic):
    doctor = db.session.get(Practitioner, (in_clinic.tenant_id, in_clinic.practitioner_id))

    (visit,) = facts_of(claims[0])[0].visits

    assert visit.specialty == doctor.specialty
    assert visit.day == today() - timedelta(days=5)
    # The claim of nine days ago lies before the consultation.
    assert facts_of(claims[4])[0].visits == ()


def test_an_institutional_claim_is_a_stay(claims, in_clinic, cover):
    stay = draft(in_clinic, cover, days_ago=4)
    stay.kind = "institutional"
    stay.lines[1].service_date = today()
    db.session.flush()
    visits.send(stay)

    (found,) = facts_of(claims[0])[0].stays

    assert (found.first, found.last) == (today() - timedelta(days=4), today())


def test_an_infant_on_a_parents_policy_is_a_newborn(claims, cover):
    claim, child = claims[0], db.session.get(Patient, (cover.tenant_id, cover.patient_id))
    cover.relationship, child.birth_date = "child", today() - timedelta(days=30)
    db.session.query(IdentityDocument).filter_by(patient_id=child.id).delete()
    db.session.flush()

    assert facts_of(claim)[0].patient.is_newborn
    assert facts_of(claim)[0].patient.mother_covered is None

    child.birth_date = today() - timedelta(days=365)
    db.session.flush()
    assert not facts_of(claim)[0].patient.is_newborn


def test_a_second_attempt_that_is_under_way_is_told(claims, in_clinic, cover):
    first, again, other = claims[0], claims[2], claims[4]
    visits.send(first)
    first.payer_reference = "DEMO-CLAIM-1"
    for one in (again, other):
        one.related_claim_id, one.related_kind = first.id, "complaint"
    db.session.flush()

    assert not facts_of(again)[0].related.dispute_open
    visits.send(other)
    assert facts_of(again)[0].related.dispute_open
    move(other, "withdrawn")
    db.session.flush()
    assert not facts_of(again)[0].related.dispute_open


def test_the_sex_on_the_card_the_site_and_the_telephone_are_told(claims, cover):
    cover.sex = "male"
    claims[0].lines[0].site = "18"
    claims[0].offline_reference, claims[0].offline_on = "T-1", today()
    db.session.flush()

    facts, _ = facts_of(claims[0])

    assert facts.coverage.billed.sex == "male"
    assert [line.site for line in facts.lines] == ["18", ""]
    assert (facts.offline_reference, facts.offline_on) == ("T-1", today())
    assert "CHK-06" in {finding.code for finding in check(facts)}
    cover.sex = facts.patient.sex
    assert "CHK-06" not in {finding.code for finding in check(facts_of(claims[0])[0])}


def test_the_papers_of_a_claim_are_told(claims):
    kept = papers.keep(paper.a_pdf(), title="Report of Tuesday", kind="report")
    papers.link(kept.id, "claim", claims[1].id)

    told = [facts.attachments for facts, _ in facts_of_many(claims[:3])]

    assert told[0] == told[2] == ()
    (attached,) = told[1]
    assert (attached.kind, attached.media_type) == ("report", "application/pdf")
    assert (attached.name, attached.size) == ("Report of Tuesday", kept.size)


def test_a_branch_of_which_the_session_knows_nothing_is_read(claims):
    db.session.flush()
    db.session.expire_all()

    (facts, _) = facts_of(claims[0])

    assert facts.provider.facility_licence == db.session.query(Facility).first().licence_number
