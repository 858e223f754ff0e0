"""The life of an import."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

CHOSEN, JUDGING, JUDGED, RUNNING = "chosen", "judging", "judged", "running"
DONE, UNDOING, UNDONE, DROPPED = "done", "undoing", "undone", "dropped"
FAILED = "failed"

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
        # The worker ran into something nobody foresaw, as often as it is tried.
        (JUDGING, "failed"): FAILED,
        (RUNNING, "failed"): FAILED,
        (UNDOING, "failed"): FAILED,
        # Whoever decided it has left: somebody else decides how it goes on. What is only compared writes nothing, and goes on.
        (RUNNING, "stopped"): FAILED,
        (UNDOING, "stopped"): FAILED,
        (FAILED, "compared_again"): JUDGING,
        (FAILED, "written_again"): RUNNING,
        (FAILED, "undo_started"): UNDOING,
        (FAILED, "dropped"): DROPPED,
        (CHOSEN, "dropped"): DROPPED,
        (JUDGING, "dropped"): DROPPED,
        (JUDGED, "dropped"): DROPPED,
    },
    initial=CHOSEN,
    final=frozenset({DONE, UNDONE, DROPPED, FAILED}),
)
# A worker is at it, or should be.
WORKING = (JUDGING, RUNNING, UNDOING)
# The file may still be read otherwise, mended, or given up.
OPEN = (CHOSEN, JUDGING, JUDGED)
# What the worker was at when it failed -> how that is tried again.
TRIED_AGAIN = {JUDGING: "compared_again", RUNNING: "written_again", UNDOING: "undo_started"}

LEAVE_IT = N_("Leave it; you may close this page.")
CHOOSE_AGAIN = N_("Choose a file again whenever you like.")

STATUSES = by_name(
    Status(
        inner=CHOSEN, outer=N_("File chosen"), tone="neutral",
        happens_next=N_("Nothing, until you say which column is which."),
        you_can=N_("Check how the file was read, and go on."),
    ),
    Status(
        inner=JUDGING, outer=N_("Being compared"), tone="waiting",
        happens_next=N_("Every row is compared with what is kept. Nothing is written yet."),
        you_can=LEAVE_IT,
    ),
    Status(
        inner=JUDGED, outer=N_("Waiting for your decision"), tone="warning",
        happens_next=N_("Nothing is written before you say so."),
        you_can=N_("Mend what is wrong, import the good rows, or leave everything as it is."),
    ),
    Status(
        inner=RUNNING, outer=N_("Being imported"), tone="waiting",
        happens_next=N_("The rows are written one lot after the other."),
        you_can=LEAVE_IT,
    ),
    Status(
        inner=DONE, outer=N_("Imported"), tone="success",
        happens_next=N_("After 24 hours the file is destroyed, and undoing ends."),
        you_can=N_("Look at the result, or undo it within 24 hours."),
    ),
    Status(
        inner=UNDOING, outer=N_("Being undone"), tone="waiting",
        happens_next=N_("Each row is put back, unless it was changed since."),
        you_can=LEAVE_IT,
    ),
    Status(
        inner=FAILED, outer=N_("Stopped before its end"), tone="danger",
        happens_next=N_("Nothing by itself: an error of ours stopped it, or whoever started it has left. What was written so far stays."),
        you_can=N_("Go on with it, or give it up. Rows that were written can be undone within 24 hours."),
    ),
    Status(
        inner=UNDONE, outer=N_("Undone"), tone="neutral",
        happens_next=N_("Nothing. Rows that were changed since are named."),
        you_can=CHOOSE_AGAIN,
    ),
    Status(
        inner=DROPPED, outer=N_("Not imported"), tone="neutral",
        happens_next=N_("Nothing more is written, and the file is destroyed."),
        you_can=CHOOSE_AGAIN,
    ),
)  # fmt: skip
