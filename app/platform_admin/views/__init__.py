"""The pages of the operator's desk."""

from app.platform_admin.views import (
    account,
    applications,
    bank,
    departures,
    figures,
    health,
    incidents,
    invoices,
    live,
    mails,
    prices,
    support,
    tenant,
    tenants,
    trail,
    transfers,
    walls,
)
from app.platform_admin.views.pages import blueprint

__all__ = [
    "account",
    "applications",
    "bank",
    "blueprint",
    "departures",
    "figures",
    "health",
    "incidents",
    "invoices",
    "live",
    "mails",
    "prices",
    "support",
    "tenant",
    "tenants",
    "trail",
    "transfers",
    "walls",
]  # fmt: skip
