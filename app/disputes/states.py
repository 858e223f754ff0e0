"""The life of one attempt to win back what an insurer did not approve."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status
from app.kernel.words import N_

DRAFTED, SENT, ACCEPTED = "drafted", "sent", "accepted"
WON, PARTLY_WON, LOST, ABANDONED = "won", "partly_won", "lost", "abandoned"

OPEN = (DRAFTED, SENT, ACCEPTED)
DECIDED = (WON, PARTLY_WON, LOST)

# An insurer may decide again, so each decision leads to each.
DISPUTE = StateMachine(
    "dispute",
    {
        (DRAFTED, "submitted"): SENT,
        (DRAFTED, "abandoned"): ABANDONED,
        (SENT, "acknowledged"): ACCEPTED,
        (SENT, "turned_back"): DRAFTED,
        (SENT, "abandoned"): ABANDONED,
        (ACCEPTED, "turned_back"): DRAFTED,
        (ACCEPTED, "abandoned"): ABANDONED,
    }
    | {
        (before, event): event
        for before in (SENT, ACCEPTED, *DECIDED)
        for event in DECIDED
    }
    | {(before, "abandoned"): ABANDONED for before in DECIDED},
    initial=DRAFTED,
    final=frozenset({ABANDONED}),
)  # fmt: skip

EVENT_WORDS = {
    "opened": N_("Begun"),
    "saved": N_("Changed"),
    "submitted": N_("Sent to the insurer"),
    "acknowledged": N_("Taken by the insurer"),
    "turned_back": N_("Came back to be finished"),
    "abandoned": N_("Given up"),
    WON: N_("Won"),
    PARTLY_WON: N_("Won in part"),
    LOST: N_("Lost"),
}

STATUSES = {
    status.inner: status
    for status in (
        Status(
            inner=DRAFTED,
            outer=N_("Being prepared"),
            tone="grey",
            happens_next=N_("Nothing leaves this clinic until you send it."),
            you_can=N_("Finish it and send it while the window is open, or give it up."),
        ),
        Status(
            inner=SENT,
            outer=N_("Sent"),
            tone="blue",
            happens_next=N_("The exchange brings it to the insurer."),
            you_can=N_("Wait. The answer comes by itself."),
        ),
        Status(
            inner=ACCEPTED,
            outer=N_("With the insurer"),
            tone="blue",
            happens_next=N_("The insurer decides again about these lines."),
            you_can=N_("Wait, and answer its questions quickly."),
        ),
        Status(
            inner=WON,
            outer=N_("Won"),
            tone="green",
            happens_next=N_("The insurer will pay what was in dispute."),
            you_can=N_("Wait for the payment."),
        ),
        Status(
            inner=PARTLY_WON,
            outer=N_("Won in part"),
            tone="teal",
            happens_next=N_("The insurer will pay a part of what was in dispute."),
            you_can=N_("Answer the new decision, or close the claim."),
        ),
        Status(
            inner=LOST,
            outer=N_("Lost"),
            tone="red",
            happens_next=N_("The insurer holds to its decision."),
            you_can=N_("Answer the new decision, or close the claim."),
        ),
        Status(
            inner=ABANDONED,
            outer=N_("Given up"),
            tone="grey",
            happens_next=N_("Nothing more happens in this attempt."),
            you_can=N_("Begin another attempt while the window is open."),
        ),
    )
}
