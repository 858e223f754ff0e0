"""The life of a request to go live: asked by the owner, decided at the desk, done by a worker."""

from __future__ import annotations

from types import MappingProxyType

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

ASKED, RETURNED, WITHDRAWN, APPROVED, LIVE = "asked", "returned", "withdrawn", "approved", "live"

LIVE_REQUEST = StateMachine(
    name="live_request",
    initial=ASKED,
    transitions=MappingProxyType(
        {
            (ASKED, "returned"): RETURNED,
            (ASKED, "withdrawn"): WITHDRAWN,
            (ASKED, "approved"): APPROVED,
            (APPROVED, "went_live"): LIVE,
        }
    ),
    final=frozenset({RETURNED, WITHDRAWN, LIVE}),
)

STATUSES = by_name(
    Status(
        inner=ASKED,
        outer=N_("Asked"),
        tone="blue",
        happens_next=N_("The operator looks at it and answers by mail."),
        you_can=N_("Go on practising, or take it back."),
    ),
    Status(
        inner=RETURNED,
        outer=N_("Given back"),
        tone="amber",
        happens_next=N_("Nothing, until you ask again."),
        you_can=N_("Read the reason, put it right and ask again."),
    ),
    Status(
        inner=WITHDRAWN,
        outer=N_("Taken back"),
        tone="grey",
        happens_next=N_("Nothing; you go on practising."),
        you_can=N_("Ask again when you are ready."),
    ),
    Status(
        inner=APPROVED,
        outer=N_("Approved"),
        tone="teal",
        happens_next=N_("What was practised is removed and you go live, as soon as nothing is on the wire."),
        you_can=N_("Wait a minute."),
    ),
    Status(
        inner=LIVE,
        outer=N_("Live"),
        tone="green",
        happens_next=N_("What you send reaches the insurers."),
        you_can=N_("Work."),
    ),
)  # fmt: skip
