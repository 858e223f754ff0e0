"""The life of a claim on two axes: where it is, and how the insurer judged it."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

DRAFT, QUEUED, SENT, ACCEPTED = "draft", "queued", "sent", "accepted"
REJECTED, HELD, ADJUDICATED = "rejected", "held", "adjudicated"
CLOSED, CANCELLED = "closed", "cancelled"

# `held` means: certainly not inside the exchange, and a person must act. A message whose fate is
# unknown stays `sent`. That is why `withdrawn` is safe from `held` and never offered from `sent`.
CLAIM = StateMachine(
    "claim",
    {
        (DRAFT, "checked"): DRAFT,
        (DRAFT, "submitted"): QUEUED,
        (DRAFT, "discarded"): CANCELLED,
        (QUEUED, "dispatched"): SENT,
        (QUEUED, "withdrawn"): DRAFT,
        (QUEUED, "held"): HELD,
        (SENT, "held"): HELD,
        (HELD, "released"): QUEUED,
        (HELD, "withdrawn"): DRAFT,
        (SENT, "acknowledged"): ACCEPTED,
        (SENT, "refused_by_exchange"): REJECTED,
        (SENT, "judged"): ADJUDICATED,
        # Answers that overtake our own record of the sending.
        (QUEUED, "acknowledged"): ACCEPTED,
        (QUEUED, "refused_by_exchange"): REJECTED,
        (QUEUED, "judged"): ADJUDICATED,
        (HELD, "acknowledged"): ACCEPTED,
        (HELD, "refused_by_exchange"): REJECTED,
        (HELD, "judged"): ADJUDICATED,
        (ACCEPTED, "acknowledged"): ACCEPTED,
        (ACCEPTED, "refused_by_exchange"): REJECTED,
        (ACCEPTED, "judged"): ADJUDICATED,
        (ACCEPTED, "cancel_confirmed"): CANCELLED,
        (ADJUDICATED, "judged"): ADJUDICATED,
        (ADJUDICATED, "cancel_confirmed"): CANCELLED,
        (ACCEPTED, "nullify_confirmed"): CANCELLED,
        (ADJUDICATED, "nullify_confirmed"): CANCELLED,
        (ADJUDICATED, "closed"): CLOSED,
        (REJECTED, "reopened"): DRAFT,
        (REJECTED, "closed"): CLOSED,
        # Put right by a person, with a reason, through their own door.
        (SENT, "corrected_to_held"): HELD,
        (REJECTED, "corrected_to_accepted"): ACCEPTED,
        (ADJUDICATED, "corrected_to_accepted"): ACCEPTED,
        (ADJUDICATED, "settled"): CLOSED,
        (CLOSED, "corrected_to_adjudicated"): ADJUDICATED,
        (CLOSED, "corrected_to_rejected"): REJECTED,
        (CANCELLED, "corrected_to_accepted"): ACCEPTED,
        # Struck after its money had moved: the insurer takes back what it paid.
        (CLOSED, "corrected_to_nullified"): CANCELLED,
    },
    initial=DRAFT,
    final=frozenset({CLOSED, CANCELLED}),
)

NONE, PENDED, APPROVED, PARTIAL, DENIED = "none", "pended", "approved", "partial", "denied"

NULLIFIED = "nullify_confirmed"


def nullifying(status: str) -> str | None:
    """The event by which a claim of this status is struck as sent in error, where it can be."""
    ways = (NULLIFIED, "corrected_to_nullified")
    return next((event for event in ways if (status, event) in CLAIM.transitions), None)


# A payer may issue its judgement again, so every judgement leads to every other.
ADJUDICATION = StateMachine(
    "adjudication",
    {
        (before, event): after
        for before in (NONE, PENDED, APPROVED, PARTIAL, DENIED)
        for event, after in (
            ("pended", PENDED),
            ("approved", APPROVED),
            ("partly_approved", PARTIAL),
            ("denied", DENIED),
        )
    }
    | {(PENDED, "set_aside"): NONE}
    | {(before, "corrected_to_none"): NONE for before in (APPROVED, PARTIAL, DENIED)},
    initial=NONE,
)

# The event that brings a judged claim to this adjudication.
ADJUDICATION_EVENTS = {
    PENDED: "pended",
    APPROVED: "approved",
    PARTIAL: "partly_approved",
    DENIED: "denied",
}

# What the timeline calls each event.
EVENT_WORDS = {
    "checked": N_("Checked"),
    "submitted": N_("Submitted"),
    "discarded": N_("Draft discarded"),
    "dispatched": N_("Sent to the exchange"),
    "withdrawn": N_("Withdrawn before it left"),
    "held": N_("Held for a person"),
    "released": N_("Released"),
    "acknowledged": N_("Accepted by the insurer"),
    "refused_by_exchange": N_("Rejected before it reached the insurer"),
    "judged": N_("Decision received"),
    "cancel_confirmed": N_("Cancellation confirmed"),
    "nullify_confirmed": N_("Struck as sent in error"),
    "closed": N_("Closed by a person"),
    "settled": N_("Settled: nothing more is owed"),
    "reopened": N_("Reopened for a new attempt"),
    "corrected_to_held": N_("Corrected: it never arrived"),
    "corrected_to_accepted": N_("Corrected: the insurer has it"),
    "corrected_to_adjudicated": N_("Corrected: open again"),
    "corrected_to_nullified": N_("Struck as sent in error, after its money had moved"),
    "corrected_to_rejected": N_("Corrected: open again, to be fixed and sent"),
    "pended": N_("Under review by the insurer"),
    "approved": N_("Approved by the insurer"),
    "partly_approved": N_("Approved in part"),
    "denied": N_("Denied by the insurer"),
    "set_aside": N_("Review ended without a decision"),
    "corrected_to_none": N_("Corrected: no decision yet"),
}


CLAIM_STATUSES = by_name(
    Status(
        inner=DRAFT,
        outer=N_("Draft"),
        tone="grey",
        happens_next=N_("Nothing leaves this clinic until you send it."),
        you_can=N_("Finish it, check it and send it."),
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
        you_can=N_("Wait. Do not enter it again: it cannot be lost."),
    ),
    Status(
        inner=ACCEPTED,
        outer=N_("Accepted"),
        tone="teal",
        happens_next=N_("The insurer has it and will judge it line by line."),
        you_can=N_("Wait for the decision, ask for the status, or cancel it."),
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
        inner=ADJUDICATED,
        outer=N_("Judged"),
        tone="teal",
        happens_next=N_("The insurer decided; the approved amount will be paid."),
        you_can=N_("Read the decision on each line and answer what was not approved."),
    ),
    Status(
        inner=CLOSED,
        outer=N_("Closed"),
        tone="grey",
        happens_next=N_("Nothing more will happen to this claim."),
        you_can=N_("Read it, print it and export it."),
    ),
    # Both ends carry one outer word: people meet eight statuses, the timeline says which it was.
    Status(
        inner=CANCELLED,
        outer=N_("Closed"),
        tone="grey",
        happens_next=N_("It was cancelled, and nothing will be paid for it."),
        you_can=N_("Read it, or enter a new claim for the visit."),
    ),
)

ADJUDICATION_STATUSES = by_name(
    Status(
        inner=NONE,
        outer=N_("No decision yet"),
        tone="grey",
        happens_next=N_("The insurer has not looked at it yet."),
        you_can=N_("Follow the claim until the insurer has it."),
    ),
    Status(
        inner=PENDED,
        outer=N_("Under review"),
        tone="blue",
        happens_next=N_("The insurer is still deciding and may ask for papers."),
        you_can=N_("Answer its questions quickly, or wait."),
    ),
    Status(
        inner=APPROVED,
        outer=N_("Approved"),
        tone="green",
        happens_next=N_("The insurer will pay what was asked."),
        you_can=N_("Wait for the payment."),
    ),
    Status(
        inner=PARTIAL,
        outer=N_("Partly approved"),
        tone="teal",
        happens_next=N_("The insurer will pay the approved part only."),
        you_can=N_("Read the reasons; correct the lines or complain in time."),
    ),
    Status(
        inner=DENIED,
        outer=N_("Denied"),
        tone="red",
        happens_next=N_("The insurer judged it and will pay nothing as it stands."),
        you_can=N_("Read the reasons; correct it or complain in time."),
    ),
)
