"""Whether the insurer of a patient wants to be asked before a medicine is ordered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.approvals import queries as approvals
from app.approvals.rules import ServiceAsked
from app.approvals.wording import Dot, dot
from app.patients import coverage
from app.patients import queries as patients

MEDICATION = "medication"


def dots(patient_id: UUID, medicines: Iterable[str], on: date) -> dict[str, Dot]:
    """Medicine as it was typed, a code of the list or words -> its dot; none for who has no cover on the day."""
    policy = coverage.first_on(patients.policies(patient_id), on)
    if policy is None:
        return {}
    answered = approvals.categories_needing(patient_id, policy.payer_id, on)
    asked = {
        typed: ServiceAsked(local_code="", category=MEDICATION, code=typed.upper())
        for typed in medicines
    }
    needs = approvals.needs_of(policy.payer_id, on, asked, answered)
    return {typed: dot(need) for typed, need in needs.items()}
