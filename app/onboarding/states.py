"""The life of an application until it lies before FSA; review adds what comes after."""

from __future__ import annotations

from types import MappingProxyType

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

DRAFT, STOPPED, COLLECTING = "draft", "stopped", "collecting"
SUBMITTED, WITHDRAWN = "submitted", "withdrawn"

APPLICATION = StateMachine(
    name="application",
    initial=DRAFT,
    transitions=MappingProxyType(
        {
            (DRAFT, "stopped"): STOPPED,
            (STOPPED, "reopened"): DRAFT,
            (DRAFT, "confirmed"): COLLECTING,
            (COLLECTING, "submitted"): SUBMITTED,
            (DRAFT, "withdrawn"): WITHDRAWN,
            (STOPPED, "withdrawn"): WITHDRAWN,
            (COLLECTING, "withdrawn"): WITHDRAWN,
            (SUBMITTED, "withdrawn"): WITHDRAWN,
        }
    ),
    final=frozenset({WITHDRAWN}),
)

STATUSES = by_name(
    Status(
        inner=DRAFT,
        outer=N_("Begun"),
        tone="grey",
        happens_next=N_("Nothing is sent until you confirm your e-mail."),
        you_can=N_("Answer the questions, or save and come back."),
    ),
    Status(
        inner=STOPPED,
        outer=N_("Not for this service"),
        tone="amber",
        happens_next=N_("We keep your answers in case the rules change."),
        you_can=N_("Change an answer that was wrong."),
    ),
    Status(
        inner=COLLECTING,
        outer=N_("Papers wanted"),
        tone="blue",
        happens_next=N_("Nothing is sent until you send it."),
        you_can=N_("Add your papers in any order."),
    ),
    Status(
        inner=SUBMITTED,
        outer=N_("Waiting for FSA"),
        tone="teal",
        happens_next=N_("FSA reviews the application and answers by e-mail."),
        you_can=N_("Look here at any time; nothing is needed from you now."),
    ),
    Status(
        inner=WITHDRAWN,
        outer=N_("Withdrawn"),
        tone="grey",
        happens_next=N_("Names, numbers and papers were destroyed."),
        you_can=N_("Begin a new application."),
    ),
)
EVENTS = {
    "stopped": N_("The answers lead to another way"),
    "reopened": N_("An answer was changed"),
    "confirmed": N_("E-mail confirmed"),
    "submitted": N_("Sent to FSA"),
    "withdrawn": N_("Withdrawn by the applicant"),
    "paper": N_("Paper added"),
    "sheet": N_("Data Collection Sheet read"),
}
