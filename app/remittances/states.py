"""The life of a remittance, and of each of its lines."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

RECEIVED, MATCHED, PARKED, POSTED, PUT_AWAY = (
    "received",
    "matched",
    "parked",
    "posted",
    "put_away",
)

# Whole or in part: `parked` means that something in it waits for a person; lines that were
# certain are posted all the same.
REMITTANCE = StateMachine(
    "remittance",
    {
        (RECEIVED, "matched"): MATCHED,
        (RECEIVED, "parked"): PARKED,
        (PARKED, "matched"): MATCHED,
        (PARKED, "put_away"): PUT_AWAY,
        (MATCHED, "posted"): POSTED,
        (POSTED, "corrected_to_parked"): PARKED,
        (PUT_AWAY, "corrected_to_parked"): PARKED,
    },
    initial=RECEIVED,
    final=frozenset({POSTED, PUT_AWAY}),
)

WAITING, NOT_OURS = "waiting", "not_ours"

LINE = StateMachine(
    "remittance line",
    {
        (WAITING, "posted"): POSTED,
        (WAITING, "parked"): PARKED,
        (PARKED, "posted"): POSTED,
        (PARKED, "parked"): PARKED,
        (PARKED, "disowned"): NOT_OURS,
        (WAITING, "disowned"): NOT_OURS,
        (POSTED, "corrected_to_parked"): PARKED,
        (NOT_OURS, "corrected_to_parked"): PARKED,
    },
    initial=WAITING,
    final=frozenset({POSTED, NOT_OURS}),
)


REMITTANCE_STATUSES = by_name(
    Status(
        inner=RECEIVED,
        outer=N_("Received"),
        tone="blue",
        happens_next=N_("It is being matched with the claims."),
        you_can=N_("Wait a moment and look again."),
    ),
    Status(
        inner=MATCHED,
        outer=N_("Matched"),
        tone="teal",
        happens_next=N_("Its amounts are being posted to the claims."),
        you_can=N_("Wait a moment and look again."),
    ),
    Status(
        inner=PARKED,
        outer=N_("Needs you"),
        tone="amber",
        happens_next=N_("What was certain is posted; the rest waits for a person."),
        you_can=N_("Answer each waiting line: match it, or say that it is not ours."),
    ),
    Status(
        inner=POSTED,
        outer=N_("Posted"),
        tone="green",
        happens_next=N_("Every line has its place in the claims' accounts."),
        you_can=N_("Find it on the bank statement and tick it off."),
    ),
    Status(
        inner=PUT_AWAY,
        outer=N_("Put away"),
        tone="grey",
        happens_next=N_("Nothing of it is posted."),
        you_can=N_("Read why, or take it up again."),
    ),
)

LINE_STATUSES = by_name(
    Status(
        inner=WAITING,
        outer=N_("Waiting"),
        tone="blue",
        happens_next=N_("The whole remittance waits for a person first."),
        you_can=N_("Answer what the remittance asks."),
    ),
    Status(
        inner=PARKED,
        outer=N_("Needs you"),
        tone="amber",
        happens_next=N_("Nothing is posted before a person answers."),
        you_can=N_("Match it with a claim, or say that it is not ours."),
    ),
    Status(
        inner=POSTED,
        outer=N_("Posted"),
        tone="green",
        happens_next=N_("It stands in the claim's account."),
        you_can=N_("Take it off again if it was a mistake."),
    ),
    Status(
        inner=NOT_OURS,
        outer=N_("Not ours"),
        tone="grey",
        happens_next=N_("It changes no claim."),
        you_can=N_("Tell the insurer, or take it up again."),
    ),
)
