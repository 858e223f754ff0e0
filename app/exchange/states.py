"""The life of a message of ours, from the journal to the answer."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status
from app.kernel.words import N_

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
        (QUEUED, "held"): HELD,
        (SENDING, "taken"): SENDING,
        (SENDING, "turned_back"): QUEUED,
        (SENDING, "lost_sight_of"): UNACKED,
        (SENDING, "acknowledged"): ACKED,
        (SENDING, "answered"): ANSWERED,
        (SENDING, "refused"): FAILED,
        (SENDING, "held"): HELD,
        (UNACKED, "taken"): SENDING,
        (UNACKED, "acknowledged"): ACKED,
        (UNACKED, "answered"): ANSWERED,
        (UNACKED, "held"): HELD,
        (ACKED, "answered"): ANSWERED,
        (ACKED, "turned_back"): QUEUED,
        (ACKED, "held"): HELD,
        (HELD, "released"): QUEUED,
        (HELD, "acknowledged"): ACKED,
        (HELD, "answered"): ANSWERED,
        (HELD, "given_up"): FAILED,
        # Answers that overtake our own record of the sending, and answers given again.
        (QUEUED, "acknowledged"): ACKED,
        (QUEUED, "answered"): ANSWERED,
        (FAILED, "answered"): ANSWERED,
        (ANSWERED, "answered"): ANSWERED,
    },
    initial=QUEUED,
    final=frozenset({ANSWERED, FAILED}),
)

# Everything that still has to leave, and everything an answer is awaited for.
WAITING = (QUEUED, SENDING, UNACKED)
OPEN = (*WAITING, ACKED)

MESSAGE_STATUSES = {
    status.inner: status
    for status in (
        Status(
            inner=QUEUED,
            outer=N_("Queued"),
            tone="neutral",
            happens_next=N_("It leaves by itself as soon as the exchange can take it."),
            you_can=N_("Leave it; its order is kept."),
        ),
        Status(
            inner=SENDING,
            outer=N_("Being sent"),
            tone="waiting",
            happens_next=N_("It is on the wire at this moment."),
            you_can=N_("Wait a moment."),
        ),
        Status(
            inner=UNACKED,
            outer=N_("Sent, not confirmed"),
            tone="waiting",
            happens_next=N_(
                "The same bytes are sent again until the exchange confirms them; it counts them once."
            ),
            you_can=N_("Wait. Do not enter it again: it cannot be lost."),
        ),
        Status(
            inner=ACKED,
            outer=N_("Taken by the exchange"),
            tone="info",
            happens_next=N_("The insurer's answer will be fetched as soon as it is ready."),
            you_can=N_("Wait, or ask what became of it."),
        ),
        Status(
            inner=ANSWERED,
            outer=N_("Answered"),
            tone="success",
            happens_next=N_("The answer has been handed on."),
            you_can=N_("Read what came of it."),
        ),
        Status(
            inner=FAILED,
            outer=N_("Not accepted"),
            tone="danger",
            happens_next=N_("It will not be sent again."),
            you_can=N_("Read why, put it right and send a new one."),
        ),
        Status(
            inner=HELD,
            outer=N_("Held"),
            tone="returned",
            happens_next=N_("Nothing, until a person decides."),
            you_can=N_("Ask what became of it, or release it."),
        ),
    )
}
