"""The life of a request for approval. No clock ever approves one: only a payer's answer does."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

DRAFT, QUEUED, SENT, PENDED = "draft", "queued", "sent", "pended"
APPROVED, PARTIAL, REFUSED = "approved", "partial", "refused"
REJECTED, HELD, CANCELLED, EXPIRED = "rejected", "held", "cancelled", "expired"

UNANSWERED = (QUEUED, SENT, HELD, PENDED)
JUDGED = (APPROVED, PARTIAL, REFUSED, EXPIRED)
GRANTED = (APPROVED, PARTIAL)

# The event that a payer's judgement is.
JUDGEMENTS = {"approved": "approved", "partial": "partly_approved", "denied": "refused"}

APPROVAL = StateMachine(
    "approval",
    {
        (DRAFT, "submitted"): QUEUED,
        (DRAFT, "discarded"): CANCELLED,
        (QUEUED, "dispatched"): SENT,
        (QUEUED, "withdrawn"): DRAFT,
        (QUEUED, "held"): HELD,
        (SENT, "held"): HELD,
        (HELD, "released"): QUEUED,
        (HELD, "withdrawn"): DRAFT,
        # Answers may overtake our own record of the sending.
        **{(before, "pended"): PENDED for before in UNANSWERED},
        **{(before, "refused_by_exchange"): REJECTED for before in UNANSWERED},
        # A payer may issue its judgement again, even about one whose days are over.
        **{
            (before, event): after
            for before in (*UNANSWERED, *JUDGED)
            for event, after in (
                ("approved", APPROVED), ("partly_approved", PARTIAL), ("refused", REFUSED),
            )
        },
        **{(before, "cancel_confirmed"): CANCELLED for before in (PENDED, *GRANTED)},
        **{(before, "expired"): EXPIRED for before in GRANTED},
        (REJECTED, "reopened"): DRAFT,
        (REJECTED, "discarded"): CANCELLED,
    },
    initial=DRAFT,
    final=frozenset({CANCELLED}),
)  # fmt: skip

# What the timeline calls each event.
EVENT_WORDS = {
    "submitted": N_("Submitted"),
    "discarded": N_("Draft discarded"),
    "dispatched": N_("Sent to the exchange"),
    "withdrawn": N_("Withdrawn before it left"),
    "held": N_("Held for a person"),
    "released": N_("Released"),
    "pended": N_("Under review by the insurer"),
    "refused_by_exchange": N_("Rejected before it reached the insurer"),
    "approved": N_("Approved by the insurer"),
    "partly_approved": N_("Approved in part"),
    "refused": N_("Denied by the insurer"),
    "cancel_confirmed": N_("Cancellation confirmed"),
    "expired": N_("Its last day is over"),
    "reopened": N_("Reopened for a new attempt"),
}


STATUSES = by_name(
    Status(
        inner=DRAFT,
        outer=N_("Draft"),
        tone="grey",
        happens_next=N_("Nothing leaves this clinic until you send it."),
        you_can=N_("Finish the request, check it and send it."),
    ),
    Status(
        inner=QUEUED,
        outer=N_("Queued"),
        tone="blue",
        happens_next=N_("It leaves by itself as soon as the exchange can take it."),
        you_can=N_("Leave it, or withdraw it to change something."),
    ),
    Status(
        inner=SENT,
        outer=N_("Sent"),
        tone="blue",
        happens_next=N_("The exchange has not confirmed it yet; we keep asking."),
        you_can=N_("Wait. Do not ask a second time: the request cannot be lost."),
    ),
    Status(
        inner=PENDED,
        outer=N_("Under review"),
        tone="blue",
        happens_next=N_("The insurer has it and decides. Silence is never an approval."),
        you_can=N_("Answer its questions at once, ask for the status, or cancel it."),
    ),
    Status(
        inner=APPROVED,
        outer=N_("Approved"),
        tone="green",
        happens_next=N_("Claims may use it until its last day or its last unit."),
        you_can=N_("Give the service and choose this approval on the claim."),
    ),
    Status(
        inner=PARTIAL,
        outer=N_("Partly approved"),
        tone="teal",
        happens_next=N_("Claims may use the approved units; the rest is not covered."),
        you_can=N_("Read the reasons on each line; use what is approved or ask again."),
    ),
    Status(
        inner=REFUSED,
        outer=N_("Denied"),
        tone="red",
        happens_next=N_("The insurer judged it and will not pay for the service."),
        you_can=N_("Read the reasons. Ask again with better papers, or tell the patient."),
    ),
    Status(
        inner=REJECTED,
        outer=N_("Rejected"),
        tone="amber",
        happens_next=N_("It never entered the insurer's system, so nobody is working on it."),
        you_can=N_("Fix what the message names and send it again."),
    ),
    Status(
        inner=HELD,
        outer=N_("Held"),
        tone="amber",
        happens_next=N_("It has not left and waits for a person to remove the cause."),
        you_can=N_("Remove the cause and release it, or withdraw it to change it."),
    ),
    Status(
        inner=CANCELLED,
        outer=N_("Closed"),
        tone="grey",
        happens_next=N_("It was cancelled, and no claim may use it."),
        you_can=N_("Read it, or make a new request."),
    ),
    Status(
        inner=EXPIRED,
        outer=N_("Ended"),
        tone="grey",
        happens_next=N_("Its last day is over, and no claim of a later day may use it."),
        you_can=N_("Ask the insurer to extend it."),
    ),
)
