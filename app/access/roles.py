"""The six roles: named sets of permissions. The page of roles is drawn from here.

Who may do what, in one place, so that an owner can be shown it and an auditor can check it.
A doctor writes claims but does not send them: sending binds the clinic, and is the work of
the desk, the claims officer and the owner. An auditor sees all and changes nothing but the own account.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.words import N_


@dataclass(frozen=True)
class Role:
    """A role's name, what it is for, what it may do, and the endpoint where its day begins."""

    key: str
    label: str
    purpose: str
    permissions: frozenset[str]
    begins: str = "home.index"


EVERYBODY = frozenset({"home.view", "access.account", "reference.search", "practice.view"})

DESK = EVERYBODY | {
    "patients.view",
    "patients.write",
    "eligibility.ask",
    "eligibility.view",
    "claims.view",
    "claims.write",
    "claims.print",
    "documents.view",
    "documents.write",
    "conversations.view",
    "conversations.write",
    "approvals.view",
    "approvals.write",
    "approvals.submit",
    "worklist.take",
    "disputes.view",
    "disputes.write",
}

REPORTS = frozenset({"reports.view", "reports.export"})

SENDING = DESK | {
    "approvals.cancel",
    "approvals.export",
    "approvals.rules",
    "claims.submit",
    "claims.cancel",
    "claims.nullify",
    "claims.close",
    "claims.export",
    "disputes.export",
    "exchange.view",
    "exchange.release",
    "contracts.view",
    "practitioners.view",
}

RULES = frozenset({"claims.rules_view", "claims.rules_write", "claims.release_hold"})

MONEY = frozenset(
    {"payments.view", "payments.match", "payments.import", "payments.receipt", "payments.write_off"}
)

VIEWING = EVERYBODY | {
    "pharmacy.alerts_view",
    "claims.rules_view",
    "payments.view",
    "pharmacy.view",
    "prescribing.view",
    "patients.view",
    "eligibility.view",
    "claims.view",
    "claims.print",
    "claims.export",
    "documents.view",
    "conversations.view",
    "approvals.view",
    "approvals.export",
    "disputes.view",
    "disputes.export",
    "exchange.view",
    "exchange.raw",
    "contracts.view",
    "practitioners.view",
    "tenants.view",
    "audit.view",
}

PHARMACY = frozenset(
    {
        "pharmacy.view",
        "pharmacy.dispense",
        "pharmacy.reverse",
        "pharmacy.alerts_view",
        "pharmacy.alerts_write",
        "pharmacy.stock_write",
        "pharmacy.recall",
        "pharmacy.medicines_write",
    }
)

BATCHING = frozenset({"claims.batch"})

MANAGING = frozenset(
    {
        "imports.write",
        "contracts.write",
        "practitioners.write",
        "tenants.write",
        "access.people",
        "exchange.raw",
    }
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            "owner",
            N_("Owner"),
            N_("Answers for the clinic or pharmacy: may do everything."),
            SENDING
            | VIEWING
            | MANAGING
            | RULES
            | BATCHING
            | REPORTS
            | MONEY
            | PHARMACY
            | {"reports.share", "prescribing.write", "plans.view", "plans.change", "tenants.papers"}
            | {"practice.reset", "practice.go_live", "departing.export", "departing.leave"}
            | {"support.grant"},
        ),
        Role(
            "receptionist",
            N_("Receptionist"),
            N_("Receives patients, asks for their cover, enters and sends claims."),
            DESK | {"claims.submit", "payments.receipt"},
        ),
        Role(
            "claims_officer",
            N_("Claims officer"),
            N_("Checks claims, sends them, follows the answers."),
            SENDING | RULES | BATCHING | REPORTS | MONEY | {"reports.share"},
        ),
        Role(
            "doctor",
            N_("Doctor"),
            N_("Sees patients and enters claims; others send them."),
            (DESK - {"patients.write"}) | {"reports.view", "prescribing.view", "prescribing.write"},
        ),
        Role(
            "pharmacist",
            N_("Pharmacist"),
            N_("Dispenses, and enters and sends the pharmacy's claims."),
            SENDING | REPORTS | PHARMACY | {"imports.write"},
            begins="pharmacy.index",
        ),
        Role("auditor", N_("Auditor"), N_("Sees everything, changes nothing."), VIEWING | REPORTS),
    )
}


def first_page_of(role: str) -> str:
    """The endpoint where the day of this role begins."""
    found = ROLES.get(role)
    return found.begins if found else "home.index"


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do; an unknown role may do nothing."""
    found = ROLES.get(role)
    return found.permissions if found else frozenset()
