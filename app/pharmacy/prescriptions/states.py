"""The life of a prescription, and how a line of it stands."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status
from app.kernel.words import N_

OPEN, COMPLETED, EXPIRED, CANCELLED, RELEASED = "open", "completed", "expired", "cancelled", "released"  # fmt: skip

PRESCRIPTION = StateMachine(
    "prescription",
    {
        (OPEN, "completed"): COMPLETED,
        (OPEN, "expired"): EXPIRED,
        (OPEN, "cancelled"): CANCELLED,
        (OPEN, "released"): RELEASED,
        # A supply that is taken back leaves something to hand out again.
        (COMPLETED, "supply_reversed"): OPEN,
        # The patient came back, and whoever lent it handed it over once more.
        (RELEASED, "taken_up_again"): OPEN,
    },
    initial=OPEN,
    final=frozenset({COMPLETED, EXPIRED, CANCELLED, RELEASED}),
)

STATUSES = (
    Status(
        inner=OPEN,
        outer=N_("Still open"),
        tone="info",
        happens_next=N_("What is left of it can be supplied."),
        you_can=N_("Supply it, release it, or cancel it while nothing was supplied."),
    ),
    Status(
        inner=COMPLETED,
        outer=N_("Completed"),
        tone="success",
        happens_next=N_("Nothing is left to supply."),
        you_can=N_("Look at what was supplied."),
    ),
    Status(
        inner=EXPIRED,
        outer=N_("Expired"),
        tone="warning",
        happens_next=N_("Nothing more may be supplied from it."),
        you_can=N_("Ask the prescriber for a new one."),
    ),
    Status(
        inner=CANCELLED,
        outer=N_("Cancelled"),
        tone="neutral",
        happens_next=N_("Nothing may be supplied from it."),
        you_can=N_("Enter it anew if it was cancelled by mistake."),
    ),
    Status(
        inner=RELEASED,
        outer=N_("Released"),
        tone="neutral",
        happens_next=N_("Another pharmacy may supply what is left."),
        you_can=N_("Take it up again if the patient comes back."),
    ),
)

# A question to the exchange: hand a prescription over, or take one back.
ASKED, HANDED_OVER, TURNED_DOWN, FAILED, TAKEN_UP, LET_GO = "asked", "handed_over", "turned_down", "failed", "taken_up", "let_go"  # fmt: skip

TASK = StateMachine(
    "prescription task",
    {
        (ASKED, "handed_over"): HANDED_OVER,
        (ASKED, "turned_down"): TURNED_DOWN,
        (ASKED, "let_go"): LET_GO,
        (ASKED, "failed"): FAILED,
        (FAILED, "sent_again"): ASKED,
        # An answer may come after we gave up waiting for it.
        (FAILED, "handed_over"): HANDED_OVER,
        (FAILED, "turned_down"): TURNED_DOWN,
        (FAILED, "let_go"): LET_GO,
        (HANDED_OVER, "taken_up"): TAKEN_UP,
        (HANDED_OVER, "given_back"): LET_GO,
    },
    initial=ASKED,
    final=frozenset({TURNED_DOWN, FAILED, TAKEN_UP, LET_GO}),
)

# How a line stands follows from its units; `prescriptions.rules.Item.status` says it.
TO_DISPENSE, PARTLY_SUPPLIED, OWING = "to_dispense", "partly_supplied", "owing"
SUPPLIED, NOT_SUPPLIED, CASH = "supplied", "not_supplied", "cash"
ITEM = (TO_DISPENSE, PARTLY_SUPPLIED, OWING, SUPPLIED, NOT_SUPPLIED, CASH)
ITEM_WORDS = {
    TO_DISPENSE: N_("To dispense"),
    PARTLY_SUPPLIED: N_("Partly supplied"),
    OWING: N_("Owing"),
    SUPPLIED: N_("Supplied"),
    NOT_SUPPLIED: N_("Not supplied"),
    CASH: N_("Cash"),
}
ITEM_TONES = {
    TO_DISPENSE: "info",
    PARTLY_SUPPLIED: "waiting",
    OWING: "warning",
    SUPPLIED: "success",
    NOT_SUPPLIED: "neutral",
    CASH: "success",
}
