"""Before a medicine is ordered its dot says whether the patient's insurer wants to be asked."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from app.approvals.models import ApprovalRequirement
from app.approvals.requirements import NewRequirement, add
from app.kernel.clock import today
from app.kernel.db import db
from app.prescribing import needs
from tests.clinics import inside
from tests.factories import clinic, counter

__all__ = ["inside"]

CODE = "DEMO-MED-AMOX"


@pytest.fixture
def patient(app, people, inside):
    """A patient of Noor whose insurer wants to be asked for one drug, and for all others above five rials."""
    with inside("amal"):
        counter.make_codes()
        found = clinic.a_patient()
        clinic.a_policy(found.id)
        payer = clinic.payer_id(clinic.ALPHA)
        common = {"payer_id": payer, "valid_from": today()}
        add(
            NewRequirement(
                scope="category", target="medication", level="above", threshold=Decimal(5), **common
            )
        )
        # As it stands once a service of the clinic bore this code.
        db.session.add(
            ApprovalRequirement(
                scope="code", target=CODE, level="yes", note="Ask first", documents=[], **common
            )
        )
        db.session.commit()
        return found.id


def test_each_medicine_has_its_dot(inside, patient):
    with inside("amal"):
        found = needs.dots(patient, [CODE, CODE.lower(), "Panadol"], today())
        assert found[CODE].label == found[CODE.lower()].label == "Approval needed"
        assert found[CODE].note == "Ask first"
        assert found["Panadol"].label == "Approval needed above OMR 5.000"
        stranger = clinic.a_patient(civil_id="30000055", name="Nobody", phone=None)
        assert needs.dots(stranger.id, [CODE], today()) == {}


def test_it_stands_in_the_list_and_beside_the_line(as_, inside, patient):
    doctor = as_("salim")
    page = doctor.get("prescribing.new", patient_id=patient)
    box = re.search(r'data-url="([^"]+/medicines/search)"', page.html)[1]
    hits = doctor.client.get(f"{box}?q=amox").get_json()
    assert {"tone": "warning", "text": hits[0]["dot"]["text"]} == hits[0]["dot"]
    assert hits[0]["value"] == CODE
    assert hits[0]["dot"]["text"].startswith("Approval needed")
    again = doctor.post(
        "prescribing.new", {"lines-0-service": CODE}, status=422, patient_id=patient
    )
    assert "Approval needed" in again.text
    assert "Ask first" in again.text
