"""The life of an application: asked, sent, reviewed at the desk, decided by two, opened as a tenant."""

from __future__ import annotations

from types import MappingProxyType

from app.kernel.states import StateMachine, Status, by_name
from app.kernel.words import N_

DRAFT, STOPPED, COLLECTING = "draft", "stopped", "collecting"
SUBMITTED, WITHDRAWN = "submitted", "withdrawn"
RETURNED, APPROVED, REFUSED = "returned", "approved", "refused"
PROVISIONED, LAPSED = "provisioned", "lapsed"

APPLICATION = StateMachine(
    name="application",
    initial=DRAFT,
    transitions=MappingProxyType(
        {
            (DRAFT, "stopped"): STOPPED,
            (STOPPED, "reopened"): DRAFT,
            (STOPPED, "rules_changed"): DRAFT,
            (DRAFT, "confirmed"): COLLECTING,
            (COLLECTING, "submitted"): SUBMITTED,
            (SUBMITTED, "returned"): RETURNED,
            (RETURNED, "submitted"): SUBMITTED,
            (SUBMITTED, "approved"): APPROVED,
            (SUBMITTED, "refused"): REFUSED,
            (APPROVED, "provisioned"): PROVISIONED,
            (DRAFT, "lapsed"): LAPSED,
            (STOPPED, "lapsed"): LAPSED,
            (DRAFT, "withdrawn"): WITHDRAWN,
            (STOPPED, "withdrawn"): WITHDRAWN,
            (COLLECTING, "withdrawn"): WITHDRAWN,
            (SUBMITTED, "withdrawn"): WITHDRAWN,
            (RETURNED, "withdrawn"): WITHDRAWN,
        }
    ),
    final=frozenset({WITHDRAWN, REFUSED, PROVISIONED, LAPSED}),
)


def is_over(status: str) -> bool:
    """Whether nothing more comes of it, so that a new one may be begun."""
    return status in APPLICATION.final


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
        happens_next=N_(
            "We keep your answers for half a year, and write to you if the rules open the way."
        ),
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
        happens_next=N_("We look through it and pass it on; FSA's answer comes by e-mail."),
        you_can=N_("Look here at any time; nothing is needed from you now."),
    ),
    Status(
        inner=RETURNED,
        outer=N_("More is asked"),
        tone="amber",
        happens_next=N_("The review goes on when you send the application again."),
        you_can=N_("Answer what is asked below, then send it again."),
    ),
    Status(
        inner=APPROVED,
        outer=N_("Approved"),
        tone="green",
        happens_next=N_("Your account is being opened; a letter with a link follows."),
        you_can=N_("Wait for the letter; nothing is needed from you now."),
    ),
    Status(
        inner=REFUSED,
        outer=N_("Refused"),
        tone="red",
        happens_next=N_(
            "The application is closed. Names, numbers and papers are destroyed after half a year."
        ),
        you_can=N_("Begin a new application when the reason is gone."),
    ),
    Status(
        inner=PROVISIONED,
        outer=N_("Account opened"),
        tone="green",
        happens_next=N_("Your papers lie in your account, under its own key."),
        you_can=N_("Open the link in the letter, choose a password and sign in."),
    ),
    Status(
        inner=LAPSED,
        outer=N_("Not gone on with"),
        tone="grey",
        happens_next=N_("Names, numbers and papers were destroyed."),
        you_can=N_("Begin a new application."),
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
    "rules_changed": N_("The rules changed, and the way is open"),
    "confirmed": N_("E-mail confirmed"),
    "submitted": N_("Sent to FSA"),
    "returned": N_("More was asked"),
    "approval": N_("Approved by one of two"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "provisioned": N_("Account opened"),
    "lapsed": N_("Not gone on with"),
    "withdrawn": N_("Withdrawn by the applicant"),
    "paper": N_("Paper added"),
    "sheet": N_("Data Collection Sheet read"),
    "list": N_("The FSA's list of practitioners attached"),
    "list_removed": N_("The FSA's list of practitioners taken out"),
    "list_unread": N_("The FSA's list of practitioners could not be read, and was not imported"),
}
