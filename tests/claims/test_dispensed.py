"""A pharmacy's claim: its prescription and days of supply from the draft to the wire, and what the pharmacy says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.batches.repairs import as_draft
from app.claims import service as claims
from app.claims.facts import facts_of
from app.claims.following import COPIED, COPIED_OF_LINE
from app.claims.gathering import dispensed
from app.claims.gathering.dispensed import Handed
from app.claims.sending import submission
from app.claims.service import NewClaim
from app.claims.surroundings import DispenseFacts, PrescriptionFacts, SupplyFacts
from app.claims.values import PHARMACY
from app.kernel.clock import today
from app.kernel.db import db
from app.patients.queries import policy
from app.tenants.queries import facilities
from tests.factories import visits

REFERENCE = "RX-77"


@pytest.fixture
def claim(in_clinic):
    """A draft of a pharmacy: two medicines on one prescription."""
    like = visits.a_draft(
        policy(in_clinic.policy_id), in_clinic.practitioner_id, services=("CONS-GP", "LAB-CBC")
    )
    draft = as_draft(like)
    days = (7, 30)
    made = claims.start_draft(
        NewClaim(
            patient_id=like.patient_id, payer_id=like.payer_id, facility_id=facilities()[0].id,
            service_date=today(), policy_id=like.policy_id, kind=PHARMACY,
        )
    )  # fmt: skip
    lines = tuple(replace(line, days_supply=n) for line, n in zip(draft.lines, days, strict=True))
    claims.save_draft(
        made.id, replace(draft, prescription_reference=REFERENCE, lines=lines), made.version
    )
    return made


def test_reference_and_days_are_kept_sealed_and_travel(claim):
    said = submission(claim, "C-1-1")

    assert REFERENCE.encode() not in claim.prescription_reference_sealed
    assert (said.kind, said.prescription_reference) == (PHARMACY, REFERENCE)
    assert [line.days_supply for line in said.lines] == [7, 30]


@pytest.mark.parametrize(("emergency", "priority"), [(False, "normal"), (True, "stat")])
def test_an_emergency_asks_to_be_looked_at_at_once(claim, emergency, priority):
    claim.emergency = emergency
    said = submission(claim, "C-1-1")
    assert (said.emergency, said.priority) == (emergency, priority)


def test_a_draft_made_of_it_loses_nothing(claim):
    claim.emergency = True
    draft = as_draft(claim)

    assert (draft.prescription_reference, draft.emergency) == (REFERENCE, True)
    assert [line.days_supply for line in draft.lines] == [7, 30]
    assert {"prescription_reference", "approval_id"} <= set(COPIED)
    assert "days_supply" in COPIED_OF_LINE


def test_the_checker_is_told_what_stands_on_a_claim_typed_in(claim):
    facts, _ = facts_of(claim)

    assert [line.dispense for line in facts.lines] == [
        DispenseFacts(prescription=PrescriptionFacts(reference=REFERENCE), days_supply=days)
        for days in (7, 30)
    ]


def test_the_pharmacy_says_what_its_own_claims_hand_out(claim, monkeypatch):
    asked = []
    handed = DispenseFacts(batch="B-1", batch_recalled=True, cost=Decimal("0.400"))
    still = SupplyFacts(ingredient="warfarin", dispensed_on=date(2026, 11, 1), days_supply=30)

    def source(pharmacies):
        asked.extend(pharmacies)
        return {claim.id: Handed(lines={2: handed}, supplies=(still,))}

    monkeypatch.setitem(dispensed._sources, "test", source)
    professional = visits.a_draft(policy(claim.policy_id), claim.practitioner_id)
    db.session.flush()
    facts, _ = facts_of(claim)

    assert asked == [claim]
    assert facts.lines[1].dispense == handed
    assert facts.lines[0].dispense == DispenseFacts(
        prescription=PrescriptionFacts(reference=REFERENCE), days_supply=7
    )
    assert facts.supplies == (still,)
    assert {line.dispense for line in facts_of(professional)[0].lines} == {None}
    assert asked == [claim]


def test_its_page_has_the_boxes_of_a_pharmacy(claim, as_):
    address = f"/claims/{claim.id}/edit"
    db.session.commit()
    page = as_("amal").get(address)

    assert page.value("prescription_reference") == REFERENCE
    assert [page.value(f"lines-{n}-days_supply") for n in (0, 1)] == ["7", "30"]
