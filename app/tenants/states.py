"""The life of a request for more branches: asked by the tenant, answered at the desk."""

from __future__ import annotations

from types import MappingProxyType

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

ASKED, ALLOWED, RETURNED, WITHDRAWN = "asked", "allowed", "returned", "withdrawn"

BRANCH_REQUEST = StateMachine(
    name="request for branches",
    initial=ASKED,
    transitions=MappingProxyType(
        {
            (ASKED, "allowed"): ALLOWED,
            (ASKED, "returned"): RETURNED,
            (ASKED, "withdrawn"): WITHDRAWN,
        }
    ),
    final=frozenset({ALLOWED, RETURNED, WITHDRAWN}),
)

STATUSES = by_name(
    Status(
        inner=ASKED,
        outer=N_("With the operator"),
        tone="blue",
        happens_next=N_("The operator looks at it and answers the owners by mail."),
        you_can=N_("Wait for the answer, or take it back."),
    ),
    Status(
        inner=ALLOWED,
        outer=N_("Allowed"),
        tone="green",
        happens_next=N_("Nothing: the number was raised."),
        you_can=N_("Add the branches."),
    ),
    Status(
        inner=RETURNED,
        outer=N_("Sent back with a reason"),
        tone="amber",
        happens_next=N_("Nothing, until you ask again."),
        you_can=N_("Read the reason, put it right and ask again."),
    ),
    Status(
        inner=WITHDRAWN,
        outer=N_("Request withdrawn"),
        tone="grey",
        happens_next=N_("Nothing: the number stays as it is."),
        you_can=N_("Ask again when you need more."),
    ),
)  # fmt: skip
