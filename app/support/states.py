"""The life of an owner's grant, and of one look of the operator under it."""

from __future__ import annotations

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

IN_FORCE, REVOKED, OVER = "in_force", "revoked", "over"

GRANT = StateMachine(
    "support grant",
    {(IN_FORCE, "revoked"): REVOKED, (IN_FORCE, "expired"): OVER},
    initial=IN_FORCE,
    final=frozenset({REVOKED, OVER}),
)

GRANT_STATUSES = by_name(
    Status(
        inner=IN_FORCE,
        outer=N_("In force"),
        tone="amber",
        happens_next=N_(
            "Support may ask to look; a second person of the operator has to approve each time."
        ),
        you_can=N_("Take it back at any moment: whoever looks then sees nothing more."),
    ),
    Status(
        inner=REVOKED,
        outer=N_("Taken back"),
        tone="grey",
        happens_next=N_("Nobody of the operator sees a patient."),
        you_can=N_("Grant it anew when you need help."),
    ),
    Status(
        inner=OVER,
        outer=N_("Its time is over"),
        tone="grey",
        happens_next=N_("Nobody of the operator sees a patient."),
        you_can=N_("Grant it anew when you need help."),
    ),
)

ASKED, APPROVED, OPEN = "asked", "approved", "open"
DECLINED, LAPSED, ENDED = "declined", "lapsed", "ended"

ACCESS = StateMachine(
    "support access",
    {
        (ASKED, "approved"): APPROVED,
        (ASKED, "declined"): DECLINED,
        (ASKED, "lapsed"): LAPSED,
        (APPROVED, "lapsed"): LAPSED,
        (APPROVED, "opened"): OPEN,
        (OPEN, "ended"): ENDED,
    },
    initial=ASKED,
    final=frozenset({DECLINED, LAPSED, ENDED}),
)
UNDER_WAY = (ASKED, APPROVED, OPEN)

ACCESS_STATUSES = by_name(
    Status(
        inner=ASKED,
        outer=N_("Waits for approval"),
        tone="blue",
        happens_next=N_("A second person of the operator approves or declines it."),
        you_can=N_("Wait, or end it: nothing is seen yet."),
    ),
    Status(
        inner=APPROVED,
        outer=N_("Approved, not begun"),
        tone="blue",
        happens_next=N_("Whoever asked begins with a code of the authenticator."),
        you_can=N_("Wait, or end it: nothing is seen yet."),
    ),
    Status(
        inner=OPEN,
        outer=N_("Looking now"),
        tone="red",
        happens_next=N_("It ends by itself when its minutes are over. Nothing can be changed."),
        you_can=N_("Read which pages were opened, or end it at once."),
    ),
    Status(
        inner=DECLINED,
        outer=N_("Declined by the operator"),
        tone="grey",
        happens_next=N_("Nothing was seen."),
        you_can=N_("Nothing needs to be done."),
    ),
    Status(
        inner=LAPSED,
        outer=N_("Never begun"),
        tone="grey",
        happens_next=N_("Nothing was seen."),
        you_can=N_("Nothing needs to be done."),
    ),
    Status(
        inner=ENDED,
        outer=N_("Ended"),
        tone="grey",
        happens_next=N_("The list of opened pages stays in your audit trail."),
        you_can=N_("Read which pages were opened."),
    ),
)
