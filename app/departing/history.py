"""Where the steps of exports and departures are written."""

from __future__ import annotations

from app.tenants.history import History

EXPORTS = History("export")
DEPARTURES = History("departure")
