"""Asking the exchange for a prescription that lies there, and letting go of it: each question is journalled with its task."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.exchange import lanes, outbox
from app.exchange.connections import ourselves
from app.exchange.messages import (
    DESK,
    HANDED_OVER,
    HELD_BACK,
    LET_GO,
    REFUSED,
    RELEASED,
    TAKE_UP,
    UNCLEAR,
    WITHDRAWN,
    DeliveryNote,
    HandedOut,
    PrescriptionAnswer,
    PrescriptionQuestion,
    Refusal,
    Reply,
)
from app.exchange.messages.prescriptions import RELEASED_AGAIN
from app.kernel.db import db
from app.pharmacy.prescriptions import from_clinic, states, task_queries
from app.pharmacy.prescriptions.errors import AnswerOfAnother, NotHandedOver, OpenFromPaper
from app.pharmacy.prescriptions.handed_out import handed_out
from app.pharmacy.prescriptions.history import TASK_SUBJECT, move_task, tell_task
from app.pharmacy.prescriptions.models import (
    CLINIC,
    GIVE_BACK,
    PAPER,
    Prescription,
    PrescriptionTask,
)
from app.pharmacy.prescriptions.queries import of_reference, reference_index
from app.prescribing.ordered import Ordered, OrderedDocument, OrderedMedicine, to_text
from app.tenants.scope import actor_id, find

NOT_DELIVERED, UNREADABLE, CALLED_BACK = "not_delivered", "unclear", "withdrawn"
_LOST = {HELD_BACK: NOT_DELIVERED, UNCLEAR: UNREADABLE, REFUSED: REFUSED, WITHDRAWN: CALLED_BACK}


def ask(token: str, patient_id: UUID | None = None) -> PrescriptionTask:
    """Ask the exchange to hand a prescription over to us, or give back the same question that is still open.

    `patient_id`: whom it should be for.
    """
    # Whoever asks holds the lane until the transaction ends: two counters that ask at once get one question.
    lanes.lane_for(None, DESK)
    known = task_queries.open_of_token(token)
    if known is not None and known.patient_id == patient_id:
        return known
    return _send(token, TAKE_UP, patient_id=patient_id)


def let_go(prescription: Prescription) -> PrescriptionTask:
    """Let the exchange hand what is left of a prescription to another pharmacy, and tell it what became of each line."""
    token, task = str(prescription.reference), task_queries.taken_up(prescription.id)
    ordered = task_queries.ordered(task) if task else None
    _close_all(token)
    return _send(
        token,
        LET_GO,
        prescription_id=prescription.id,
        told=handed_out(ordered, prescription) if ordered else (),
    )


def give_back(task_id: UUID) -> Prescription | None:
    """Let go of what was handed over and never put on file, or join the one of the same lend that is open here.

    Raises NotHandedOver, OpenFromPaper, NotHeldHere, NotFound.
    """
    task = find(PrescriptionTask, task_id, for_update=True)
    if task.status != states.HANDED_OVER:
        raise NotHandedOver
    held = of_reference(str(task.token))
    if held is not None and held.status == states.OPEN:
        return _join(task, held)
    if task.source == CLINIC:
        move_task(task, "given_back")
        from_clinic.give_back(task)
    else:
        _close_all(str(task.token))
        _send(str(task.token), LET_GO)
    return None


def _join(task: PrescriptionTask, held: Prescription) -> Prescription:
    """There is one lend however often it was asked for: let go of, others could supply what is open here."""
    if held.source == PAPER:
        raise OpenFromPaper
    task.prescription_id = held.id
    move_task(task, "taken_up", prescription=str(held.id))
    db.session.flush()
    return held


def _close_all(token: str) -> None:
    """Nothing of a lend that is given back may be taken up any more, however often it was asked for or handed over."""
    for task in task_queries.unfinished(token):
        move_task(task, "given_back" if task.status == states.HANDED_OVER else "let_go")


def paper_instead(task_id: UUID) -> None:
    """Note that the paper is entered without waiting any longer; raises NotFound."""
    tell_task(find(PrescriptionTask, task_id), "paper_instead")


def _send(
    token: str,
    wish: str,
    *,
    patient_id: UUID | None = None,
    prescription_id: UUID | None = None,
    told: tuple[HandedOut, ...] = (),
) -> PrescriptionTask:
    task = PrescriptionTask(
        wish=wish,
        token_index=reference_index(token),
        patient_id=patient_id,
        prescription_id=prescription_id,
        asked_by=actor_id(),
    )
    task.token = token
    db.session.add(task)
    db.session.flush()
    question = PrescriptionQuestion(
        identifier=f"RXQ-{task.id}", provider=ourselves(), token=token, wish=wish, handed_out=told
    )
    task.message_id = outbox.send(
        question, payer_id=None, stream=DESK, subject_kind=TASK_SUBJECT, subject_id=task.id
    )
    tell_task(task, "asked", wish=wish)
    return task


def apply_answer(reply: Reply) -> None:
    """Write what the exchange said onto its task; raises AnswerOfAnother where it tells of another prescription."""
    if reply.subject_id is None:
        return
    task = find(PrescriptionTask, reply.subject_id, for_update=True)
    answer = reply.answer
    if task.status not in (states.ASKED, states.FAILED):
        _lent_after_all(task, answer, reply.received_at)
        return
    if not isinstance(answer, PrescriptionAnswer):
        _turned_down(task, REFUSED, getattr(answer, "refusals", ()), reply.received_at)
    elif answer.outcome == HANDED_OVER and task.wish != GIVE_BACK:
        if reference_index(answer.reference) != task.token_index:
            raise AnswerOfAnother
        task.ordered = to_text(ordered_of(answer))
        _answered(task, "handed_over", reply.received_at)
    elif answer.outcome == RELEASED_AGAIN and task.wish == GIVE_BACK:
        _answered(task, "let_go", reply.received_at)
    else:
        _turned_down(task, answer.outcome, answer.refusals, reply.received_at)


def _lent_after_all(task: PrescriptionTask, answer: object, at: datetime) -> None:
    """We let go of it while it was still asked for: what the exchange lends us now goes back at once.

    The same answer once more, and one that a word of ours on its way meets anyhow, change nothing.
    """
    is_late = task.status == states.LET_GO and task.answered_at is None
    lent = isinstance(answer, PrescriptionAnswer) and answer.outcome == HANDED_OVER
    if task.wish != TAKE_UP or not is_late or not lent:
        return
    task.answered_at = at
    held = of_reference(str(task.token))
    is_ours = held is not None and held.status == states.OPEN
    if not is_ours and not task_queries.is_under_way(str(task.token)):
        _send(str(task.token), LET_GO)
    db.session.flush()


def _turned_down(
    task: PrescriptionTask, reason: str, refusals: tuple[Refusal, ...], at: datetime
) -> None:
    task.said = next((one.text for one in refusals if one.text), "")
    _answered(task, "turned_down", at, reason)


def _answered(task: PrescriptionTask, event: str, at: datetime, reason: str = "") -> None:
    task.reason, task.answered_at = reason, at
    move_task(task, event, **({"reason": reason} if reason else {}))
    db.session.flush()


def note_delivery(news: DeliveryNote) -> None:
    """What became of the question on its way; nothing that goes wrong there says anything of the prescription."""
    task = find(PrescriptionTask, news.subject_id, for_update=True)
    if news.news == RELEASED and task.status == states.FAILED:
        task.reason = ""
        move_task(task, "sent_again")
    elif news.news in _LOST and task.status == states.ASKED:
        task.said = next((one.text for one in news.refusals if one.text), "")
        task.reason = _LOST[news.news]
        move_task(task, "failed", reason=task.reason)
    db.session.flush()


def ordered_of(answer: PrescriptionAnswer) -> Ordered:
    """What was handed over, in the words in which prescriptions travel; raises AnswerOfAnother where a part is missing."""
    patient, prescriber = answer.patient, answer.prescriber
    if patient is None or prescriber is None or answer.issued_on is None or answer.expires_on is None:  # fmt: skip
        raise AnswerOfAnother
    return Ordered(
        name_en=patient.name_en,
        name_ar=patient.name_ar,
        birth_date=patient.birth_date,
        sex=patient.sex,
        documents=tuple(
            OrderedDocument(kind=one.kind, number=one.number, country=one.country)
            for one in patient.documents
        ),
        prescriber_name=prescriber.name,
        prescriber_licence=prescriber.licence,
        written_on=answer.issued_on,
        expires_on=answer.expires_on,
        diagnosis_code=answer.diagnoses[0].code if answer.diagnoses else "",
        medicines=tuple(
            OrderedMedicine(
                sequence=one.sequence,
                system=one.coding.system,
                code=one.coding.code,
                name=one.coding.display or one.coding.code,
                quantity=one.quantity,
                supplied=one.supplied,
                dose=one.dose,
                times_a_day=one.times_a_day,
                days=one.days,
                directions=one.instructions,
            )
            for one in answer.medicines
        ),
    )
