"""The life of an import."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

CHOSEN, JUDGING, JUDGED, RUNNING = "chosen", "judging", "judged", "running"
DONE, UNDOING, UNDONE, DROPPED = "done", "undoing", "undone", "dropped"

IMPORT = StateMachine(
    "import",
    {
        (CHOSEN, "understood"): JUDGING,
        (JUDGING, "understood"): JUDGING,
        (JUDGED, "understood"): JUDGING,
        (JUDGING, "judged"): JUDGED,
        (JUDGED, "started"): RUNNING,
        (RUNNING, "finished"): DONE,
        (DONE, "undo_started"): UNDOING,
        (UNDOING, "undone"): UNDONE,
        (CHOSEN, "dropped"): DROPPED,
        (JUDGING, "dropped"): DROPPED,
        (JUDGED, "dropped"): DROPPED,
    },
    initial=CHOSEN,
    final=frozenset({DONE, UNDONE, DROPPED}),
)
# A worker is at it, or should be.
WORKING = (JUDGING, RUNNING, UNDOING)
# The file may still be read otherwise, mended, or given up.
OPEN = (CHOSEN, JUDGING, JUDGED)

STATUSES = by_name(
    Status(
        inner=CHOSEN, outer=N_("File chosen"), tone="neutral",
        happens_next=N_("Nothing, until you say which column is which."),
        you_can=N_("Check how the file was read, and go on."),
    ),
    Status(
        inner=JUDGING, outer=N_("Being compared"), tone="waiting",
        happens_next=N_("Every row is compared with what is kept. Nothing is written yet."),
        you_can=N_("Leave it; you may close this page."),
    ),
    Status(
        inner=JUDGED, outer=N_("Waiting for your decision"), tone="warning",
        happens_next=N_("Nothing is written before you say so."),
        you_can=N_("Mend what is wrong, import the good rows, or leave everything as it is."),
    ),
    Status(
        inner=RUNNING, outer=N_("Being imported"), tone="waiting",
        happens_next=N_("The rows are written one lot after the other."),
        you_can=N_("Leave it; you may close this page."),
    ),
    Status(
        inner=DONE, outer=N_("Imported"), tone="success",
        happens_next=N_("After 24 hours the file is destroyed, and undoing ends."),
        you_can=N_("Look at the result, or undo it within 24 hours."),
    ),
    Status(
        inner=UNDOING, outer=N_("Being undone"), tone="waiting",
        happens_next=N_("Each row is put back, unless it was changed since."),
        you_can=N_("Leave it; you may close this page."),
    ),
    Status(
        inner=UNDONE, outer=N_("Undone"), tone="neutral",
        happens_next=N_("Nothing. Rows that were changed since are named."),
        you_can=N_("Choose a file again whenever you like."),
    ),
    Status(
        inner=DROPPED, outer=N_("Not imported"), tone="neutral",
        happens_next=N_("Nothing was written, and the file is destroyed."),
        you_can=N_("Choose a file again whenever you like."),
    ),
)  # fmt: skip
