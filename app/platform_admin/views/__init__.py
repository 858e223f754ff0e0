"""The pages of the operator's desk."""

from app.platform_admin.views import account, applications, mails, tenants
from app.platform_admin.views.pages import blueprint

__all__ = ["account", "applications", "blueprint", "mails", "tenants"]
