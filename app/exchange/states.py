"""The life of a message of ours, from the journal to the answer."""

from __future__ import annotations

from app.kernel.states import StateMachine

QUEUED = "queued"
SENDING = "sending"
UNACKED = "sent-unacked"
ACKED = "acked"
ANSWERED = "answered"
FAILED = "failed"
HELD = "held"

MESSAGE = StateMachine(
    "message",
    {
        (QUEUED, "taken"): SENDING,
        (QUEUED, "withdrawn"): FAILED,
        (SENDING, "taken"): SENDING,
        (SENDING, "refused_in_passing"): QUEUED,
        (SENDING, "lost_sight_of"): UNACKED,
        (SENDING, "acknowledged"): ACKED,
        (SENDING, "answered"): ANSWERED,
        (SENDING, "refused"): FAILED,
        (SENDING, "held"): HELD,
        (UNACKED, "taken"): SENDING,
        (UNACKED, "answered"): ANSWERED,
        (UNACKED, "held"): HELD,
        (ACKED, "answered"): ANSWERED,
        (ACKED, "refused"): FAILED,
        (HELD, "released"): QUEUED,
        (HELD, "answered"): ANSWERED,
        (HELD, "given_up"): FAILED,
        (ANSWERED, "answered"): ANSWERED,
    },
    initial=QUEUED,
    final=frozenset({ANSWERED, FAILED}),
)
