"""Status check and poll, and the form of every answer whose focal resource is a Task."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.sandbox import bundles, encoding, habits, queue, schema, settling, vocabulary
from app.sandbox.bundles import Sealed
from app.sandbox.fields import code_at, items_at, number_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.refusals import Finding

_CLAIMS, _MESSAGES = schema.claims, schema.messages
# A payer with thousands of due answers writes them down over several polls.
_AT_ONCE = 100
_REQUESTS = {"Claim", "CoverageEligibilityRequest"}


@dataclass(frozen=True)
class Wish:
    """What a poll asks for."""

    count: int
    include: frozenset[str]
    exclude: frozenset[str]


def status(connection: Connection, message: Message, now: datetime) -> Sealed:
    """How far a request has come, with the last answer to it."""
    focus = message.focal.get("focus")
    system, value = text_at(focus, "identifier", "system"), text_at(focus, "identifier", "value")
    known = _MESSAGES.c
    last = connection.execute(
        select(known.reply, known.focal_type)
        .where(
            known.sender == message.sender,
            known.focal_type.in_(_REQUESTS),
            known.focal_system == system,
            known.focal_value == value,
        )
        .order_by(known.refusal.is_(None).desc(), known.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return complete(
            message, now, [output("status", "valueString", "unknown")], message.receiver
        )
    claim = connection.execute(
        select(_CLAIMS.c.state, _CLAIMS.c.answer).where(
            _CLAIMS.c.sender == message.sender,
            _CLAIMS.c.focal_system == system,
            _CLAIMS.c.focal_value == value,
        )
    ).one_or_none()
    state = "in-process" if claim and claim.state == "pended" else "complete"
    body = bytes(claim.answer if claim else last.reply)
    outputs = [output("status", "valueString", state)]
    return complete(message, now, outputs, message.receiver, [body])


def poll(
    connection: Connection, message: Message, now: datetime, limit: int, *, backwards: bool
) -> Sealed:
    """Hand out what waits for the organisation; what is handed out is gone from the queue."""
    wish = _read_wish(message.focal, limit)
    if isinstance(wish, Finding):
        return refuse(message, [wish], now)
    settling.settle_due(connection, message.sender, now, max(wish.count, _AT_ONCE))
    habits.pay_due(connection, message.sender, now)
    found = queue.take(
        connection,
        message.sender,
        wish.count,
        now,
        message.header_id,
        include=wish.include,
        exclude=wish.exclude,
        backwards=backwards,
    )
    return complete(message, now, [], vocabulary.EXCHANGE, found)


def refuse(
    message: Message, findings: list[Finding], now: datetime, code: str = bundles.FATAL
) -> Sealed:
    """The task failed, and why."""
    outputs = [
        output("error", "valueCodeableConcept", bundles.error_concept(finding))
        for finding in findings
    ]
    own = message.event in vocabulary.OWN_BUSINESS
    sender = vocabulary.EXCHANGE if own else message.receiver
    task = _task(message, now, "failed", outputs)
    return bundles.seal(bundles.answer_envelope(message, sender, code), now, task)


def _read_wish(task: dict[str, Any], limit: int) -> Wish | Finding:
    count = 1
    include: set[str] = set()
    exclude: set[str] = set()
    for entry in items_at(task, "input"):
        kind = code_at(entry, "type")
        if kind == "count":
            asked = number_at(entry, "valuePositiveInt")
            if asked is None or not 1 <= asked <= limit:
                return Finding("SBX-028", "Task.input")
            count = int(asked)
        elif kind in {"include-message-type", "exclude-message-type"}:
            chosen = code_at(entry, "valueCodeableConcept") or text_at(entry, "valueCode")
            (include if kind.startswith("include") else exclude).add(chosen)
    if include and exclude:
        return Finding("SBX-029", "Task.input")
    return Wish(count, frozenset(include), frozenset(exclude))


def complete(
    message: Message,
    now: datetime,
    outputs: list[dict[str, Any]],
    sender: str,
    nested: Sequence[bytes] = (),
) -> Sealed:
    """The task is done; messages that come of it ride inside."""
    others: dict[str, dict[str, Any]] = {}
    for body in nested:
        bundle = encoding.loads(body)
        url = f"urn:uuid:{bundle['id']}"
        if url in others:
            # The same answer twice in one poll still needs two entries.
            url = f"urn:uuid:{uuid.uuid4()}"
        others[url] = bundle
        outputs.append(output("response", "valueReference", {"reference": url}))
    task = _task(message, now, "completed", outputs)
    return bundles.seal(bundles.answer_envelope(message, sender), now, task, others)


def complete_with(
    message: Message, now: datetime, sender: str, others: dict[str, dict[str, Any]]
) -> Sealed:
    """The task is done, and what it asked for lies beside it."""
    task = _task(message, now, "completed", [])
    return bundles.seal(bundles.answer_envelope(message, sender), now, task, others)


def _task(
    message: Message, now: datetime, status_code: str, outputs: list[dict[str, Any]]
) -> dict[str, Any]:
    asked = message.focal
    kept: dict[str, Any] = {
        name: asked[name] for name in ("priority", "code", "focus", "reasonCode") if name in asked
    }
    task: dict[str, Any] = {
        "resourceType": "Task",
        "id": str(uuid.uuid4()),
        "meta": {"profile": [bundles.profile("task")]},
        "status": status_code,
        "intent": "order",
        **kept,
        "authoredOn": bundles.instant(now),
        "requester": bundles.licence_of(message.sender, vocabulary.PROVIDER_LICENCE),
    }
    if outputs:
        task["output"] = outputs
    return task


def output(kind: str, element: str, value: Any) -> dict[str, Any]:
    """One output of a task."""
    return {"type": vocabulary.concept(vocabulary.TASK_OUTPUT, kind), element: value}
