"""The life of an export, whose file is gone after its time, and of a departure, which ends an account."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

WAITING, READY, FAILED, GONE = "waiting", "ready", "failed", "gone"

EXPORT = StateMachine(
    "export of everything",
    {
        (WAITING, "finished"): READY,
        (WAITING, "failed"): FAILED,
        (READY, "expired"): GONE,
    },
    initial=WAITING,
    final=frozenset({FAILED, GONE}),
)

EXPORT_STATUSES = by_name(
    Status(
        inner=WAITING,
        outer=N_("Being put together"),
        tone="blue",
        happens_next=N_("Every table, paper and message is written into one file."),
        you_can=N_("Go on working: the file is made beside your work."),
    ),
    Status(
        inner=READY,
        outer=N_("Ready to be fetched"),
        tone="teal",
        happens_next=N_("The file stays here, sealed, until its last day, and is then destroyed."),
        you_can=N_("Fetch it, and keep it where only you can read it: nothing in it is sealed."),
    ),
    Status(
        inner=FAILED,
        outer=N_("Could not be made"),
        tone="red",
        happens_next=N_("Nothing of it was kept."),
        you_can=N_("Ask for a new one; if that fails too, tell us the time of this one."),
    ),
    Status(
        inner=GONE,
        outer=N_("Destroyed after its time"),
        tone="grey",
        happens_next=N_("The file cannot be fetched any more."),
        you_can=N_("Ask for a new one at any time."),
    ),
)

COOLING, TAKEN_BACK, APPROVED, DELETED = "cooling", "taken_back", "approved", "deleted"

DEPARTURE = StateMachine(
    "departure",
    {
        (COOLING, "taken_back"): TAKEN_BACK,
        (COOLING, "approved"): APPROVED,
        (APPROVED, "deleted"): DELETED,
    },
    initial=COOLING,
    final=frozenset({TAKEN_BACK, DELETED}),
)

DEPARTURE_STATUSES = by_name(
    Status(
        inner=COOLING,
        outer=N_("Asked for, days to think"),
        tone="amber",
        happens_next=N_(
            "Nothing is deleted before the last of the 30 days; then two people of ours have to approve."
        ),
        you_can=N_("Go on working as ever, fetch everything as one file, or stay after all."),
    ),
    Status(
        inner=TAKEN_BACK,
        outer=N_("Stays"),
        tone="teal",
        happens_next=N_("Everything goes on as before."),
        you_can=N_("Nothing needs to be done."),
    ),
    Status(
        inner=APPROVED,
        outer=N_("Approved, being deleted"),
        tone="red",
        happens_next=N_(
            "The keys are destroyed and every row is removed; a certificate says what."
        ),
        you_can=N_("Wait for the certificate."),
    ),
    Status(
        inner=DELETED,
        outer=N_("Deleted"),
        tone="grey",
        happens_next=N_("Only what the law keeps is left."),
        you_can=N_("Print the certificate."),
    ),
)
