"""The operator's roles: named sets of permissions, none of which any tenant's role has."""

from __future__ import annotations

from app.access.roles import Role
from app.kernel.words import N_

EVERYBODY = frozenset({"desk.view"})
LEAVING = EVERYBODY | {"desk.departures"}
REVIEW = LEAVING | {
    "desk.trail",
    "desk.review",
    "desk.decide",
    "desk.live",
    "desk.mail",
    "desk.delete",
    "desk.support",
}
MONEY = LEAVING | {"desk.money", "desk.bill", "desk.sell"}

PLATFORM_ROLES = {
    role.key: role
    for role in (
        Role(
            "owner",
            N_("Head of the platform"),
            N_("Does everything at the desk, and is one of two who approve."),
            REVIEW | MONEY | {"desk.incident"},
            "platform_admin.index",
        ),
        Role(
            "reviewer",
            N_("Reviewer"),
            N_("Reads applications, asks for more, refuses, and is one of two who approve."),
            REVIEW,
            "platform_admin.index",
        ),
        Role(
            "finance",
            N_("Finance"),
            N_("Plans, invoices and payments."),
            MONEY,
            "platform_admin.index",
        ),
        Role(
            "support",
            N_("Support"),
            N_("Helps tenants, and sees no application and no patient."),
            EVERYBODY | {"desk.incident", "desk.support"},
            "platform_admin.index",
        ),
    )
}


def permissions_of(role: str) -> frozenset[str]:
    """What a role of the operator may do; nothing for an unknown one."""
    known = PLATFORM_ROLES.get(role)
    return known.permissions if known else frozenset()
