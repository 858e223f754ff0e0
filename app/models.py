"""All tables, for those who need the whole catalogue: migrations and house tests."""

from __future__ import annotations

from importlib import import_module

PACKAGES = (
    "tenants",
    "access",
    "access.factors",
    "audit",
    "mail",
    "incidents",
    "plans",
    "plans.cards",
    "departing",
    "support",
    "reference",
    "imports",
    "practitioners",
    "contracts",
    "patients",
    "exchange",
    "eligibility",
    "onboarding",
    "going_live",
    "documents",
    "conversations",
    "approvals",
    "worklist",
    "claims",
    "claims.rulebook",
    "claims.habits",
    "prescribing",
    "pharmacy.medicines",
    "pharmacy.stock",
    "pharmacy.prescriptions",
    "pharmacy.alerts",
    "pharmacy.dispensing",
    "batches",
    "reports",
    "remittances",
    "disputes",
    "platform_admin",
)


def load_all() -> None:
    """Import every package's tables, so that the metadata is complete."""
    for package in PACKAGES:
        import_module(f"app.{package}.models")
