"""The life of a payer's question, and of words of ours on their way."""

from __future__ import annotations

from app.kernel.states import StateMachine
from app.kernel.words import N_

ASKED, ANSWERED, CLOSED = "asked", "answered", "closed"

QUESTION = StateMachine(
    "question of a payer",
    {
        (ASKED, "answered"): ANSWERED,
        # Answered by telephone, or about something that is over.
        (ASKED, "closed"): CLOSED,
        (ANSWERED, "answered"): ANSWERED,
        # What we answered reached nobody.
        (ANSWERED, "answer_lost"): ASKED,
        (CLOSED, "answered"): ANSWERED,
    },
    initial=ASKED,
    final=frozenset({ANSWERED, CLOSED}),
)

QUEUED, SENT, HELD, FAILED = "queued", "sent", "held", "failed"
WITHDRAWN, KEPT = "withdrawn", "kept"

WORDS_OF_OURS = StateMachine(
    "answer to a payer",
    {
        (QUEUED, "dispatched"): SENT,
        (QUEUED, "held"): HELD,
        (SENT, "held"): HELD,
        (HELD, "released"): QUEUED,
        (HELD, "dispatched"): SENT,
        (QUEUED, "refused"): FAILED,
        (SENT, "refused"): FAILED,
        (HELD, "refused"): FAILED,
        (QUEUED, "withdrawn"): WITHDRAWN,
        (HELD, "withdrawn"): WITHDRAWN,
        (FAILED, "sent_again"): QUEUED,
        (WITHDRAWN, "sent_again"): QUEUED,
        # What they were about was cancelled: kept here, not sent.
        (QUEUED, "kept"): KEPT,
    },
    initial=QUEUED,
    final=frozenset({SENT, KEPT}),
)

STATUSES = (*QUESTION.statuses, *WORDS_OF_OURS.statuses)

# status -> (words, tone)
STATUS_WORDS = {
    ASKED: (N_("Waits for our answer"), "warning"),
    ANSWERED: (N_("We answered"), "success"),
    CLOSED: (N_("Closed without an answer"), "neutral"),
    QUEUED: (N_("Waits to be sent"), "waiting"),
    SENT: (N_("Sent to the insurer"), "success"),
    HELD: (N_("Held: it has not left and waits for a person"), "returned"),
    FAILED: (N_("Not taken by the exchange: nobody has read it"), "returned"),
    WITHDRAWN: (N_("Called back before it left"), "neutral"),
    KEPT: (N_("Kept here and not sent, because this was cancelled"), "neutral"),
}
