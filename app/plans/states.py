"""The life of an invoice: a draft, some days of grace, then final and unchangeable."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

DRAFT, GRACE, FINAL, DROPPED = "draft", "grace", "final", "dropped"

INVOICE = StateMachine(
    "invoice",
    {
        (DRAFT, "month_closed"): GRACE,
        (GRACE, "finalised"): FINAL,
        # Nothing was left to invoice: the draft goes before it has a number.
        (DRAFT, "dropped"): DROPPED,
        (GRACE, "dropped"): DROPPED,
    },
    initial=DRAFT,
    final=frozenset({FINAL, DROPPED}),
)

INVOICE_STATUSES = by_name(
    Status(
        inner=DRAFT,
        outer=N_("Running"),
        tone="grey",
        happens_next=N_("It grows until the month is over."),
        you_can=N_("Look at what has been counted so far."),
    ),
    Status(
        inner=GRACE,
        outer=N_("In review"),
        tone="blue",
        happens_next=N_("It becomes final when its days of grace are over."),
        you_can=N_("Read it, and tell us what is wrong before it is final."),
    ),
    Status(
        inner=FINAL,
        outer=N_("Final"),
        tone="teal",
        happens_next=N_("It is never changed; a credit note corrects it."),
        you_can=N_("Print it and pay it."),
    ),
    Status(
        inner=DROPPED,
        outer=N_("Nothing to pay"),
        tone="grey",
        happens_next=N_("There was nothing to invoice for this month."),
        you_can=N_("Nothing needs to be done."),
    ),
)
