"""Where the steps of grants and looks are written."""

from __future__ import annotations

from app.tenants.history import History

GRANTS = History("support_grant")
ACCESSES = History("support_access")
