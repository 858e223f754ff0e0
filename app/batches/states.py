"""The life of a batch, and where one claim of it stands."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status
from app.kernel.words import N_

PREPARED, RUNNING, DONE, CANCELLED = "prepared", "running", "done", "cancelled"

BATCH = StateMachine(
    "batch",
    {
        (PREPARED, "begun"): RUNNING,
        (RUNNING, "finished"): DONE,
        (PREPARED, "stopped"): CANCELLED,
        (RUNNING, "stopped"): CANCELLED,
    },
    initial=PREPARED,
    final=frozenset({DONE, CANCELLED}),
)
# Something may still leave; the same filter is not started again meanwhile.
OPEN = (PREPARED, RUNNING)

# What the batch did with a claim. Where the claim went from there, the claim itself knows.
WAITING, SUBMITTED, LEFT_OUT, TAKEN_BACK = "waiting", "submitted", "left_out", "taken_back"
ITEM_STATUSES = (WAITING, SUBMITTED, LEFT_OUT, TAKEN_BACK)

BATCH_STATUSES = {
    status.inner: status
    for status in (
        Status(
            inner=PREPARED,
            outer=N_("Waiting to begin"),
            tone="neutral",
            happens_next=N_("It begins by itself within seconds."),
            you_can=N_("Leave it; you may close this page."),
        ),
        Status(
            inner=RUNNING,
            outer=N_("Under way"),
            tone="waiting",
            happens_next=N_(
                "The claims leave one after the other, by service date for each insurer."
            ),
            you_can=N_("Leave it; you may close this page. Stopping takes back what has not left."),
        ),
        Status(
            inner=DONE,
            outer=N_("All sent"),
            tone="success",
            happens_next=N_("The insurers' answers arrive by themselves."),
            you_can=N_("Work through what came back, and download the report."),
        ),
        Status(
            inner=CANCELLED,
            outer=N_("Stopped"),
            tone="neutral",
            happens_next=N_("What had left stays with the insurers; the rest are drafts again."),
            you_can=N_("Start a new batch with the rest whenever you like."),
        ),
    )
}
