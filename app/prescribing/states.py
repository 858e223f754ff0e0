"""The life of a prescription at the clinic that wrote it. Whether a pharmacy holds it only the mailbox knows."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status
from app.kernel.words import N_

WRITTEN, WITHDRAWN = "written", "withdrawn"

WRITING = StateMachine(
    "written prescription",
    {(WRITTEN, "withdrawn"): WITHDRAWN},
    initial=WRITTEN,
    final=frozenset({WITHDRAWN}),
)

# How it stands with the mailbox.
STATUSES = {
    "lying": Status(
        inner="lying",
        outer=N_("Waiting for a pharmacy"),
        tone="info",
        happens_next=N_("The pharmacy that scans the slip gets it."),
        you_can=N_("Print the slip again, or withdraw it."),
    ),
    "taken": Status(
        inner="taken",
        outer=N_("Taken up by a pharmacy"),
        tone="success",
        happens_next=N_("The pharmacy supplies it. What it supplies is not shown here."),
        you_can=N_("Call the patient or the pharmacy if something must change."),
    ),
    "withdrawn": Status(
        inner="withdrawn",
        outer=N_("Withdrawn by you"),
        tone="neutral",
        happens_next=N_("No pharmacy can take it up any more."),
        you_can=N_("Write a new one."),
    ),
    "run_out": Status(
        inner="run_out",
        outer=N_("Expired"),
        tone="warning",
        happens_next=N_("No pharmacy can take it up any more."),
        you_can=N_("Write a new one."),
    ),
    "unknown": Status(
        inner="unknown",
        outer=N_("Expired"),
        tone="neutral",
        happens_next=N_("It was removed from the mailbox after its last day."),
        you_can=N_("Write a new one."),
    ),
}
