"""Tasks, notices, acknowledgements."""

from __future__ import annotations

from app.exchange.dhamani.reading.elements import (
    Resource,
    Strange,
    at,
    code,
    concept_refusal,
    issues,
    objects,
    one_of,
    text,
)
from app.exchange.dhamani.reading.envelope import Letter
from app.exchange.messages import (
    Acknowledgement,
    CancelAnswer,
    ErrorNotice,
    PollAnswer,
    Refusal,
    StatusAnswer,
)

TASK_STATUSES = (
    "completed",
    "failed",
    "requested",
    "received",
    "accepted",
    "in-progress",
    "rejected",
)
STATES = {
    "queued": "queued",
    "in-process": "in_process",
    "complete": "complete",
    "unknown": "unknown",
}


def cancel(letter: Letter) -> CancelAnswer:
    """Whether the claim was let go."""
    status = task_status(letter)
    return CancelAnswer(
        done=status == "completed",
        refusals=failures(letter),
        final=status in ("completed", "failed", "rejected"),
    )


def status(letter: Letter) -> StatusAnswer:
    """What became of it; where the question itself failed, nobody knows."""
    if task_status(letter) != "completed":
        return StatusAnswer(status="unknown", refusals=failures(letter))
    said = next(
        (
            text(output, "valueString")
            or text(output, "valueCode")
            or code(output, "valueCodeableConcept")
            for output in objects(letter.focal, "output")
            if code(output, "type") == "status"
        ),
        "complete" if nested(letter) else "",
    )
    return StatusAnswer(status=STATES[one_of(said, STATES, "Task.output.status")])


def poll(letter: Letter) -> PollAnswer:
    """How much came along."""
    if task_status(letter) != "completed":
        return PollAnswer(count=0, refusals=failures(letter))
    return PollAnswer(count=len(nested(letter)))


def nested(letter: Letter) -> list[Resource]:
    """The messages inside a message, in their order."""
    return [
        resource
        for resource in letter.resources.values()
        if text(resource, "resourceType") == "Bundle"
    ]


def notice(letter: Letter) -> ErrorNotice:
    """What went wrong, in the exchange's words."""
    return ErrorNotice(refusals=_outcomes(letter) or (Refusal(code="unspecified"),))


def acknowledgement(letter: Letter) -> Acknowledgement:
    """Taken, or why not."""
    return Acknowledgement(refusals=_outcomes(letter))


def _outcomes(letter: Letter) -> tuple[Refusal, ...]:
    found = [r for r in letter.resources.values() if text(r, "resourceType") == "OperationOutcome"]
    return tuple(refusal for outcome in found for refusal in issues(outcome))


def task_status(letter: Letter) -> str:
    """How a task ended; raises Strange where there is none."""
    if text(letter.focal, "resourceType") != "Task":
        raise Strange("no Task")
    return one_of(text(letter.focal, "status"), TASK_STATUSES, "Task.status")


def failures(letter: Letter) -> tuple[Refusal, ...]:
    """Why a task failed."""
    return tuple(
        concept_refusal(at(output, "valueCodeableConcept"))
        for output in objects(letter.focal, "output")
        if code(output, "type") == "error"
    )
