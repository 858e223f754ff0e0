"""The life of a dispense: one act of handing out at the counter."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status
from app.kernel.words import N_

PREPARED, WAITING, SUPPLIED, REVERSED = "prepared", "waiting", "supplied", "reversed"

DISPENSE = StateMachine(
    "dispense",
    {
        (PREPARED, "queued"): WAITING,
        (WAITING, "taken_up"): PREPARED,
        (PREPARED, "supplied"): SUPPLIED,
        (WAITING, "supplied"): SUPPLIED,
        (SUPPLIED, "reversed"): REVERSED,
        # Nothing was handed out: the patient did not come back for it.
        (PREPARED, "dropped"): REVERSED,
        (WAITING, "dropped"): REVERSED,
    },
    initial=PREPARED,
    final=frozenset({REVERSED}),
)

STATUSES = (
    Status(
        inner=PREPARED,
        outer=N_("Prepared"),
        tone="info",
        happens_next=N_("Nothing has left the shelf yet."),
        you_can=N_("Supply it, or drop it."),
    ),
    Status(
        inner=WAITING,
        outer=N_("Waiting for approval"),
        tone="waiting",
        happens_next=N_("The insurer answers; the counter of answers says when."),
        you_can=N_("Serve the next customer."),
    ),
    Status(
        inner=SUPPLIED,
        outer=N_("Supplied"),
        tone="success",
        happens_next=N_("The claim of what was supplied goes its own way."),
        you_can=N_("Reverse it if the patient did not collect it."),
    ),
    Status(
        inner=REVERSED,
        outer=N_("Reversed"),
        tone="neutral",
        happens_next=N_("The stock is back and nothing is claimed."),
        you_can=N_("Supply the prescription again."),
    ),
)

EVENT_WORDS = {
    "prepared": N_("Prepared at the counter"),
    "queued": N_("Approval asked, queued"),
    "taken_up": N_("Taken up again"),
    "supplied": N_("Supplied"),
    "reversed": N_("Reversed, stock put back"),
    "dropped": N_("Dropped"),
    "claimed": N_("Claim made"),
    "claim_kept": N_("Claim kept as a draft"),
    "cover_asked": N_("Cover asked after the outage"),
    "collected": N_("The patient paid it"),
    "written_off": N_("The pharmacy bore it"),
    "approval_asked": N_("Approval asked afterwards"),
    "set_off": N_("Set off against what was taken"),
    "balance_paid": N_("The patient paid what was still owed"),
    "balance_returned": N_("What was taken too much was given back"),
    "balance_written_off": N_("What the patient still owed was written off"),
}
