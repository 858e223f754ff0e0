"""The pages of the operator's desk."""

from app.platform_admin.views import (
    account,
    applications,
    customers,
    figures,
    health,
    incidents,
    invoices,
    live,
    mails,
    prices,
    tenants,
    trail,
    transfers,
)
from app.platform_admin.views.pages import blueprint

__all__ = [
    "account", "applications", "blueprint", "customers", "figures", "health", "incidents", "invoices", "live", "mails", "prices",
    "tenants", "trail",
    "transfers",
]  # fmt: skip
