"""Asking an insurer, and taking its answer. The question is journalled with the check that asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.audit.trail import note
from app.eligibility import queries, rules
from app.eligibility.models import EligibilityCheck
from app.eligibility.parties import documented_identity
from app.eligibility.rules import Judgement
from app.eligibility.states import ASKED, CHECK, FAILED
from app.exchange import outbox
from app.exchange.connections import insurer, ourselves
from app.exchange.messages import (
    DESK,
    HELD_BACK,
    REFUSED,
    RELEASED,
    UNCLEAR,
    WITHDRAWN,
    Benefit,
    DeliveryNote,
    EligibilityAnswer,
    EligibilityQuestion,
    PolicyAnswer,
    Reply,
)
from app.kernel.clock import now, today
from app.kernel.db import db
from app.kernel.states import StateMachine
from app.patients import queries as patients
from app.patients.service import open_record
from app.tenants.keys import seal_text
from app.tenants.scope import actor_id, find

SUBJECT = "eligibility_check"


def ask(
    patient_id: UUID, payer_id: UUID, service_date: date | None = None, *, again: bool = False
) -> EligibilityCheck:
    """Ask the insurer about the day, or give back the same question if it was asked just now.

    Raises NoDocument, WasMerged, NotFound.
    """
    one = open_record(patient_id)  # Locked: two clerks who ask at once get one question.
    on = service_date or today()
    if (known := _asked_already(one.id, payer_id, on, again=again)) is not None:
        return known
    first = next((p for p in patients.policies_on(one.id, on) if p.payer_id == payer_id), None)
    check = EligibilityCheck(
        patient_id=one.id,
        payer_id=payer_id,
        policy_id=first.id if first else None,
        service_date=on,
        status=ASKED,
        asked_at=now(),
        asked_by=actor_id(),
    )
    question = EligibilityQuestion(
        identifier=str(check.id),
        provider=ourselves(),
        payer=insurer(payer_id),
        patient=documented_identity(one),
        service_date=on,
    )
    db.session.add(check)
    db.session.flush()
    check.message_id = outbox.send(
        question, payer_id=payer_id, stream=DESK, subject_kind=SUBJECT, subject_id=check.id
    )
    db.session.flush()
    note("eligibility.asked", SUBJECT, check.id, patient=str(one.id), payer=str(payer_id))
    return check


def _asked_already(
    patient_id: UUID, payer_id: UUID, on: date, *, again: bool
) -> EligibilityCheck | None:
    """The same question that still waits, or whose answer is fresh and nobody wants anew."""
    last = queries.last_asked(patient_id, payer_id, on)
    if last is None or last.status == FAILED:
        return None
    if last.status == ASKED:
        return last
    is_told = last.verdict != rules.UNDETERMINED
    return last if is_told and not again and rules.is_fresh(last.asked_at, now()) else None


def apply_answer(reply: Reply) -> None:
    """Write the insurer's answer onto its check; the newest answer counts."""
    if reply.subject_id is None:
        return
    check = find(EligibilityCheck, reply.subject_id, for_update=True)
    if check.answered_at is not None and reply.received_at < check.answered_at:
        return
    answer = reply.answer
    if isinstance(answer, EligibilityAnswer):
        judged = rules.judge(answer, check.service_date)
        check.disposition, check.reference = answer.disposition or None, answer.reference or None
    else:
        judged = rules.judge_refusals(getattr(answer, "refusals", ()))
    _write(check, judged)
    check.answered_at = reply.received_at
    _move(check, "answered", reply.received_at)


def note_delivery(news: DeliveryNote) -> None:
    """What became of the question on its way. Whatever goes wrong there is never a `not covered`."""
    check = find(EligibilityCheck, news.subject_id, for_update=True)
    if news.news == RELEASED and check.status == FAILED:
        check.verdict = check.reason_code = None
        _move(check, "released", news.at)
    elif news.news in _LOST and check.status == ASKED:
        said = news.refusals
        judged = rules.judge_refusals(said) if said else Judgement(verdict=rules.UNDETERMINED)
        _write(check, judged if judged.reason else replace(judged, reason=_LOST[news.news]))
        _move(check, "failed", news.at)


_LOST = {
    UNCLEAR: rules.NOT_DELIVERED,
    HELD_BACK: rules.NOT_DELIVERED,
    REFUSED: rules.REFUSED,
    WITHDRAWN: rules.WITHDRAWN,
}


def _write(check: EligibilityCheck, judged: Judgement) -> None:
    check.verdict, check.reason_code = judged.verdict, judged.reason
    check.reason_text = (judged.said.text or None) if judged.said else None
    check.reason_text_ar = (judged.said.text_ar or None) if judged.said else None
    said = judged.policy or PolicyAnswer(in_force=False)
    check.plan_name, check.network = said.plan_name or None, said.network or None
    check.in_network, check.relationship = said.in_network, said.relationship or None
    check.valid_from, check.valid_to = said.valid_from, said.valid_to
    check.copay_percent, check.copay_max = said.copay_percent, said.copay_max
    check.annual_limit, check.annual_used = said.annual_limit, said.annual_used
    check.benefits = [_row(benefit) for benefit in said.benefits]
    check.others = [_other(policy) for policy in judged.others]
    check.member_number_sealed = _sealed(check, said.member_number)


def _sealed(check: EligibilityCheck, number: str) -> bytes | None:
    if not number:
        return None
    return seal_text(
        number, table="eligibility_checks", column="member_number_sealed", row_id=check.id
    )


def _row(benefit: Benefit) -> dict[str, Any]:
    return {name: _plain(value) for name, value in vars(benefit).items()}


def _other(policy: PolicyAnswer) -> dict[str, Any]:
    names = (
        "in_force",
        "plan_name",
        "network",
        "valid_from",
        "valid_to",
        "copay_percent",
        "copay_max",
    )
    return {name: _plain(getattr(policy, name)) for name in names}


def _plain(value: object) -> object:
    """As JSON keeps it: amounts as strings, days in ISO form."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _move(check: EligibilityCheck, event: str, at: datetime) -> None:
    CHECK.move(check, event, by=actor_id(), at=at, trail=_trail)
    db.session.flush()


def _trail(
    _machine: StateMachine, check: object, before: str, event: str, after: str, _by: object, _at: datetime
) -> None:  # fmt: skip
    assert isinstance(check, EligibilityCheck)  # noqa: S101 - the machine of checks moves checks
    note(
        f"eligibility.{event}", SUBJECT, check.id,
        before=before, after=after, verdict=check.verdict, reason=check.reason_code,
    )  # fmt: skip
